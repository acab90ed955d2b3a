import { Markup, markup, type Part } from "./markup.js";
import { style } from "./style.js";

/** A page that could load or run something else would not be self-contained: the browser forbids it. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** What a page holds. */
export interface Page {
  readonly title: string;
  /** ISO date and time in UTC, for the foot of the page. */
  readonly created: string;
  readonly content: Part;
}

/** Renders a page in the style of the reports: one HTML file without script that needs nothing else. */
export function renderPage({ title, created, content }: Page): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
${content}
<footer>Made by Multibatch on ${created.replace("T", " at ").replace(/(\.\d+)?Z$/, " UTC")}. This page holds all it shows.</footer>
</main>
</body>
</html>
`.text;
}
