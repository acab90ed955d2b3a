import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "@multibatch/core";
import { writeFileAtomic } from "@multibatch/core/node";
import { standaloneChart } from "@multibatch/evaluation/page";
import type { StudyDocument } from "./document.js";
import { renderHtml } from "./render-html.js";
import { renderMarkdown } from "./render-markdown.js";

/**
 * Writes what a study found: `study.json`, `report.md`, `report.html` and `figures/*.svg`.
 *
 * @returns the paths of the files, figures left out
 */
export async function writeStudy(
  folder: string,
  document: StudyDocument,
  data: unknown,
): Promise<string[]> {
  const figures = document.parts.flatMap((part) => (part.type === "figures" ? part.figures : []));
  await mkdir(join(folder, "figures"), { recursive: true });
  for (const { name, chart, legend } of figures) {
    await writeFileAtomic(join(folder, "figures", `${name}.svg`), standaloneChart(chart, legend));
  }
  const files: readonly (readonly [string, string])[] = [
    ["study.json", `${JSON.stringify(data as Json, null, 1)}\n`],
    ["report.md", renderMarkdown(document)],
    ["report.html", renderHtml(document)],
  ];
  for (const [name, content] of files) await writeFileAtomic(join(folder, name), content);
  return files.map(([name]) => join(folder, name));
}
