import {
  figure,
  type Markup,
  markup,
  type Part,
  renderPage,
  section,
  table,
} from "@multibatch/evaluation/page";
import type { DocumentPart, StudyDocument } from "./document.js";

/** Renders a document as one HTML page that needs nothing else. */
export function renderHtml({ title, created, parts }: StudyDocument): string {
  const sections: { heading: string | undefined; content: Markup[] }[] = [
    { heading: undefined, content: [] },
  ];
  for (const part of parts) {
    if (part.type === "heading") sections.push({ heading: part.text, content: [] });
    else sections[sections.length - 1].content.push(renderPart(part));
  }
  const content: Part = sections.map(({ heading, content }) =>
    heading === undefined ? content : section(heading, content),
  );
  return renderPage({ title, created, content: [markup`<h1>${title}</h1>`, content] });
}

function renderPart(part: Exclude<DocumentPart, { type: "heading" }>): Markup {
  switch (part.type) {
    case "paragraph":
      return markup`<p class="lead">${part.text}</p>`;
    case "list":
      return markup`<ul class="items">${part.items.map((item) => markup`<li>${item}</li>`)}</ul>`;
    case "table":
      return table(part.table.caption, part.table.columns, part.table.rows);
    case "figures":
      return markup`<div class="charts">${part.figures.map(({ heading, legend, chart }) =>
        figure(heading, legend, chart),
      )}</div>`;
  }
}
