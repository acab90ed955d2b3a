/** What reports are built from, for pages of other libraries in the same style. */
export * from "./report/elements.js";
export { count, number, percent, plural, shortPercent } from "./report/format.js";
export { type Markup, markup, type Part } from "./report/markup.js";
export { type Page, renderPage } from "./report/page.js";
export type { PairStrip } from "./report/report-schema.js";
export { renderStrip } from "./report/sections/strips.js";
export { type Axis, type Chart, drawChart, type Plot } from "./report/svg/chart.js";
export * from "./report/svg/marks.js";
export * from "./report/svg/scale.js";
export { standaloneChart } from "./report/svg/standalone.js";
