// Runs one contestant and prints what it reports, a JSON object a line: in a page as
// `contest(name, options)`, in Node as  node entry.js NAME OPTIONS.
/** @type {Record<string, () => Promise<{ contest(options: import("./network.js").Contest): Promise<void> }>>} */
const CONTESTANTS = {
  ours: () => import("./ours.js"),
  tfjs: () => import("./tfjs.js"),
  jax: () => import("./jax.js"),
  convnet: () => import("./convnet.js"),
};

const say = (/** @type {object} */ line) => console.log(JSON.stringify(line));

/** @param {string} name @param {any} options */
async function contest(name, options) {
  try {
    await (await CONTESTANTS[name]()).contest({ ...options, report: say });
  } catch (error) {
    say({ failed: String(/** @type {Error} */ (error)?.message ?? error).split("\n")[0] });
  }
}

if (typeof process === "object" && process.versions?.node) await contest(process.argv[2], JSON.parse(process.argv[3]));
else Object.assign(globalThis, { contest });
