import type { Distance } from "@multibatch/core";

/** How embeddings are written. */
export type EmbeddingFormat = "json" | "csv";

/** Embeddings of image files, and the files that could not be read. */
export interface Embeddings {
  /** Name of the model. */
  readonly model: string;
  readonly dimensions: number;
  readonly distance: Distance;
  readonly images: readonly { readonly file: string; readonly embedding: readonly number[] }[];
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
}

/** Embeddings as text: one JSON document, or CSV (RFC 4180) with the columns file, e0, e1, … */
export function formatEmbeddings(embeddings: Embeddings, format: EmbeddingFormat): string {
  return format === "csv" ? toCsv(embeddings) : toJson(embeddings);
}

function toJson({ images, ...rest }: Embeddings): string {
  // One image to a line: readable, and a thousand images do not become a hundred thousand lines.
  const lines = images.map((image) => `    ${JSON.stringify(image)}`).join(",\n");
  const head = JSON.stringify(rest, null, 2).replace(/\n}$/, "");
  return `${head},\n  "images": [\n${lines}\n  ]\n}\n`;
}

function toCsv({ images, dimensions }: Embeddings): string {
  const header = ["file", ...Array.from({ length: dimensions }, (_, i) => `e${i}`)];
  const rows = images.map(({ file, embedding }) => [quote(file), ...embedding]);
  return `${[header, ...rows].map((cells) => cells.join(",")).join("\n")}\n`;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
