import type { StudyFigure } from "./estimator-figures.js";

/** A table of plain text. */
export interface DocumentTable {
  readonly caption: string;
  readonly columns: readonly { readonly heading: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

/** Part of a document: the same in Markdown and in HTML. */
export type DocumentPart =
  | { readonly type: "heading"; readonly text: string }
  | { readonly type: "paragraph"; readonly text: string }
  | { readonly type: "list"; readonly items: readonly string[] }
  | { readonly type: "table"; readonly table: DocumentTable }
  | { readonly type: "figures"; readonly figures: readonly StudyFigure[] };

/** What a study has to tell. */
export interface StudyDocument {
  readonly title: string;
  readonly created: string;
  readonly parts: readonly DocumentPart[];
}
