import { type Markup, markup, type Part } from "./markup.js";

/** A section with a heading; nothing where there is no content. */
export function section(heading: string, ...content: readonly Part[]): Markup {
  return markup`<section><h2>${heading}</h2>${content}</section>`;
}

/** A column of a table. */
export interface Column {
  readonly heading: string;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
}

/** A table that scrolls sideways where the screen is too narrow; the first cell of a row heads it. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
): Markup {
  const side = (i: number) => (columns[i].numeric ? "number" : "text");
  const cells = (row: readonly Part[]) =>
    row.map((cell, i) =>
      i === 0
        ? markup`<th scope="row" class="${side(i)}">${cell}</th>`
        : markup`<td class="${side(i)}">${cell}</td>`,
    );
  return markup`<div class="table"><table><caption>${caption}</caption>
<thead><tr>${columns.map(({ heading }, i) => markup`<th scope="col" class="${side(i)}">${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => markup`<tr>${cells(row)}</tr>\n`)}</tbody></table></div>`;
}

/** What is folded away until it is asked for. */
export function folded(summary: string, ...content: readonly Part[]): Markup {
  return markup`<details><summary>${summary}</summary>${content}</details>`;
}

/** One entry of a legend: a colour of the style sheet and what it stands for. */
export interface LegendEntry {
  readonly style: string;
  readonly name: string;
}

/** A chart with its heading, its legend and what belongs to it. */
export function figure(
  heading: string,
  legend: readonly LegendEntry[],
  chart: Markup,
  note?: Part,
): Markup {
  const entries = legend.map(
    ({ style, name }) => markup`<span class="key ${style}">${name}</span>`,
  );
  return markup`<figure><figcaption><h3>${heading}</h3>${entries.length > 0 && markup`<p class="legend">${entries}</p>`}</figcaption>${chart}${note && markup`<p class="note">${note}</p>`}</figure>`;
}
