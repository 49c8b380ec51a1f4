// The smallest site template that MyST takes: a page at each address, its content by the components of MyST's own themes.
import { createServer } from "node:http";
import { createElement as h } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { ThemeProvider } from "@myst-theme/providers";
import { DEFAULT_RENDERERS, MyST } from "myst-to-react";

const { HOST, PORT, CONTENT_CDN_PORT } = process.env;
createServer(async (request, response) => {
  const content = await fetch(`http://${HOST}:${CONTENT_CDN_PORT}/content/index.json`).then((r) => r.json());
  const isPage = request.url === "/";
  response.writeHead(isPage || request.url === "/index.json" ? 200 : 204, { "content-type": isPage ? "text/html; charset=utf-8" : "application/json" });
  if (!isPage) return response.end(request.url === "/index.json" ? JSON.stringify(content) : "");
  const { mdast, frontmatter } = content;
  response.end(`<!doctype html>${renderToStaticMarkup(h("html", { lang: "en" }, h("head", null, h("meta", { charSet: "utf-8" }), h("title", null, frontmatter.title), h("link", { rel: "icon", href: "data:," })),
    h("body", null, h("main", null, h("h1", null, frontmatter.title), h(ThemeProvider, { renderers: DEFAULT_RENDERERS, theme: "light" }, h(MyST, { ast: mdast.children }))))))}`);
}).listen(Number(PORT), HOST, () => console.log(`Server started at http://${HOST}:${PORT}`));
