// A plug-in for esbuild: writes files of the build into its modules (see web/core/inside.js), each a module
// of its own that is imported when it is wanted: gzip in base64, which any bundler understands.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** @param {Record<string, string>} files name → path
 * @returns {import("esbuild").Plugin} */
export const carry = (files) => ({
  name: "carry",
  setup(build) {
    build.onLoad({ filter: /[\\/]core[\\/]inside\.js$/ }, () => ({
      contents: `export const inside = { ${Object.keys(files).map((name) => `${JSON.stringify(name)}: () => import("carried:${name}")`).join(", ")} };`, resolveDir: ".",
    }));
    build.onResolve({ filter: /^carried:/ }, ({ path }) => ({ path: path.slice("carried:".length), namespace: "carried" }));
    build.onLoad({ filter: /.*/, namespace: "carried" }, ({ path }) => ({ contents: `export default "${gzipSync(readFileSync(files[path]), { level: 9 }).toString("base64")}";` }));
  },
});
