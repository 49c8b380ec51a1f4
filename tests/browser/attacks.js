// Texts that an attacker would write where a text may stand.  What becomes markup leaves an element or an attribute
// named x-attack behind, or calls attack().

/** @type {Record<string, string>} */
export const ATTACKS = {
  "a script": "<script>attack()</script><x-attack>",
  "a handler": "<img src=x-attack onerror=attack()><x-attack>",
  "a handler in SVG": "<svg onload=attack()><x-attack>",
  "a frame": "<iframe srcdoc='<script>parent.attack()</script>'></iframe><x-attack>",
  "a javascript address": "javascript:attack()//<x-attack>",
  "a javascript address with a tab": "java\tscript:attack()",
  "a data address": "data:text/html,<script>parent.attack()</script><x-attack>",
  "an end of a quoted attribute": '"><x-attack>',
  "an end of a singly quoted attribute": "'><x-attack>",
  "more attributes": '" x-attack onfocus="attack()" autofocus tabindex="0',
  "more attributes, unquoted": "x onmouseover=attack() x-attack ",
  "an end of a comment": "--><x-attack><!--",
  "an end of a section": "]]><x-attack>",
  "ends of elements of text": "</textarea></title></style></script></noscript></template><x-attack>",
  "a template": "{{attack()}}${attack()}{{constructor.constructor('attack()')()}}<x-attack>",
  "Lit's own marks": "<!--?lit$1$--><?lit$1$><x-attack $lit$=1>",
  "markup that changes when read again": '<noscript><p title="</noscript><img src=x-attack onerror=attack()><x-attack>">',
  "markup that changes in MathML": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x-attack onerror=attack()&gt;"><x-attack>',
  "markup in entities": "&lt;x-attack&gt;&#60;x-attack&#62;\\u003cx-attack\\u003e%3Cx-attack%3E",
  "a style": "red; } * { background: url(/x-attack) } a {",
  "a style's import": "@import url(/x-attack);",
  "letters that turn the direction": "\u202enormal(0, 1)\u2066<x-attack>\u2069",
  "a NUL": "normal(0\u0000, 1)<x-\u0000attack><x-attack>",
  "ends of lines": "a\r\nx-attack: 1\u2028\u2029<x-attack>",
  "half a letter": "\ud800<x-attack>\udc00",
  "a prototype": "__proto__",
  "a constructor": "constructor",
  "a method of every object": "toString",
  "a prototype in JSON": '{"__proto__":{"attacked":1},"constructor":{"prototype":{"attacked":1}}}',
  "a prototype by its path": "__proto__.attacked=1&constructor.prototype.attacked=1",
  "a formula of a spreadsheet": "=HYPERLINK(\"javascript:attack()\")",
  "a place of our own messages": "{text}{name}{message}%s%n",
  "a path": "../../x-attack%00..%2f",
  "a selector": '"],*,x-attack:not([',
  "brackets without end": "mixture([".repeat(2000),
  "a long text": "<x-attack>".repeat(10_000),
};

/** Looks through an open page, shadow trees and all, for what an attack has left; handed into the page as text. */
export const LEFT = `(() => {
  const deep = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? deep(e.shadowRoot) : [])]);
  const wrong = (e) => /^x-/.test(e.localName) || ["script", "iframe", "object", "embed", "base"].includes(e.localName) && /attack/.test((e.textContent + e.outerHTML).slice(0, 1e5)) && !/^(https?:|embed\\.html)/.test(e.getAttribute("src") ?? "")
    || [...e.attributes].some((a) => /attack/.test(a.name) || /^on/.test(a.name) || a.name === "style" && /attack/.test(a.value) || ["src", "href", "action", "formaction", "xlink:href", "srcdoc"].includes(a.name) && /^\\s*j\\s*a\\s*v\\s*a|^\\s*data:text/i.test(a.value));
  return [...deep(document).filter(wrong).map((e) => e.cloneNode().outerHTML.slice(0, 200)), ...(globalThis.attacked ? ["a script ran"] : []), ...(({}).attacked !== undefined || Object.keys(Object.prototype).length ? ["Object.prototype is polluted"] : [])];
})()`;
