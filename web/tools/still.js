// A widget as it stands when it opens, made in Node from the package that the build has written.

/** @type {Promise<{ elements: any[], engine: any }> | undefined} */
let loading;
const parts = () => (loading ??= (async () => {
  const [elements, { load }] = await Promise.all([import(new URL("../../dist/npm/elements/index.js", import.meta.url).href), import(new URL("../../dist/npm/index.js", import.meta.url).href)]);
  return { elements: Object.values(elements).filter((e) => e?.tag), engine: await load() };
})());

/** The tags that there are. */
export const tags = async () => (await parts()).elements.map((e) => e.tag);
/** The attributes that one has. @param {string} tag */
export const attributesOf = async (tag) => Object.keys((await parts()).elements.find((e) => e.tag === tag).attributes);

/** Throws what is wrong with an attribute. @param {string} tag @param {Iterable<[string, string]>} attributes @returns {Promise<any>} the element, its view made */
export async function still(tag, attributes) {
  const { elements, engine } = await parts();
  const made = elements.find((e) => e.tag === tag);
  void made.observedAttributes; // Lit makes a class ready when it is defined; here nothing defines it
  const element = new made();
  for (const [name, text] of attributes) element.setAttribute(name, text);
  element.engine = engine;
  element.view();
  element.render();
  return element;
}

/** The attributes in the text of a start tag, by name. @param {string} rest what follows the tag's name @returns {[string, string][]} */
export const attributesIn = (rest) => Array.from(rest.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g), ([, name, a, b, c]) => [name, plain(a ?? b ?? c ?? "")]);
/** @param {string} text */
const plain = (text) => text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
