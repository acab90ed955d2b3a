import type { DocumentPart, DocumentTable, StudyDocument } from "./document.js";

/** Writes a document as Markdown; figures are the files `figures/<name>.svg` beside it. */
export function renderMarkdown({ title, created, parts }: StudyDocument): string {
  return `${[`# ${title}`, ...parts.map(renderPart), `Made by Multibatch, ${created}.`].join("\n\n")}\n`;
}

function renderPart(part: DocumentPart): string {
  switch (part.type) {
    case "heading":
      return `## ${part.text}`;
    case "paragraph":
      return part.text;
    case "list":
      return part.items.map((item) => `- ${item}`).join("\n");
    case "table":
      return renderTable(part.table);
    case "figures":
      return part.figures
        .map(
          ({ name, heading, legend }) =>
            `![${heading}](figures/${name}.svg)\n*${heading}. ${legend.map((entry) => entry.name).join("; ")}.*`,
        )
        .join("\n\n");
  }
}

function renderTable({ caption, columns, rows }: DocumentTable): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    caption,
    "",
    row(columns.map(({ heading }) => heading)),
    row(columns.map(({ numeric }) => (numeric ? "---:" : "---"))),
    ...rows.map(row),
  ].join("\n");
}
