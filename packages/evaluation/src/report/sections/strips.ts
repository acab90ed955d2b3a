import { section } from "../elements.js";
import { type Markup, markup } from "../markup.js";
import type { PairStrip, Report } from "../report-schema.js";

/** Pairs of images worth looking at. */
export function renderStrips({ strips }: Report): Markup | undefined {
  const filled = strips.filter(({ pairs }) => pairs.length > 0);
  if (filled.length === 0) return undefined;
  return section("Pairs to look at", filled.map(renderStrip));
}

/** A heading and a row of pairs of images with captions. */
export function renderStrip({ title, description, pairs }: PairStrip): Markup {
  return markup`<h3>${title}</h3>${description && markup`<p class="note">${description}</p>`}
<ul class="strip">${pairs.map(
    ({ first, second, caption }) =>
      markup`<li><figure><div class="pair"><img src="${first}" alt="First image of the pair: ${caption}"><img src="${second}" alt="Second image of the pair: ${caption}"></div><figcaption>${caption}</figcaption></figure></li>`,
  )}</ul>`;
}
