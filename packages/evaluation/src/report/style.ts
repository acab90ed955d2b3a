/** Colours of a report, for light and for dark. */
const colours = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #191c21; --muted: #59606b; --hair: #e3e6ea; --wash: #f5f6f8;
  --same: #2563c9; --different: #c2571a; --third: #2c8a57; --accent: #191c21; --warn: #8a5300; --warn-wash: #fdf3e1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131518; --ink: #e8eaed; --muted: #a0a7b2; --hair: #2b2f36; --wash: #1b1e23;
    --same: #7aa8ff; --different: #f0a169; --third: #6fcf97; --accent: #f2f3f5; --warn: #f2c572; --warn-wash: #2b2416;
  }
}
`;

/** How charts look. */
const chartStyle = `
.chart { display: block; width: 100%; height: auto; margin-top: .5rem; overflow: visible; }
.chart text { font-size: 12px; fill: var(--muted); font-variant-numeric: tabular-nums; }
.chart .marker-label { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.grid { stroke: var(--hair); } .axis { stroke: var(--muted); }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.line.same { stroke: var(--same); } .line.different { stroke: var(--different); stroke-dasharray: 6 3; }
.line.third { stroke: var(--third); stroke-dasharray: 10 3 2 3; }
.line.accent { stroke: var(--accent); stroke-dasharray: 2 4; } .line.chance { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 3 4; }
.area { stroke-width: 1.5; fill-opacity: .28; stroke-linejoin: round; }
.area.same { fill: var(--same); stroke: var(--same); } .area.different { fill: var(--different); stroke: var(--different); }
.dot.same { fill: var(--same); } .dot.different { fill: var(--different); } .dot.third { fill: var(--third); } .dot.chance { fill: var(--muted); }
.whisker.same { stroke: var(--same); } .whisker.different { stroke: var(--different); } .whisker.third { stroke: var(--third); }
.band { stroke: none; fill-opacity: .16; } .band.same { fill: var(--same); } .band.different { fill: var(--different); } .band.third { fill: var(--third); }
.dot.accent { fill: var(--accent); stroke: var(--paper); stroke-width: 2; } .whisker.accent { stroke: var(--accent); stroke-width: 2; }
.marker { stroke: var(--ink); stroke-dasharray: 4 4; }
`;

/** What a chart needs to stand in a file of its own. */
export const standaloneChartStyle = `${colours}
svg { background: var(--paper); font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
${chartStyle}`;

/** The style sheet of a report: one column, two beside each other where there is room. */
export const style = `${colours}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
  -webkit-text-size-adjust: 100%; overflow-wrap: break-word;
}
main { max-width: 61rem; margin: 0 auto; padding: clamp(1.5rem, 5vw, 4rem) clamp(1rem, 4vw, 2rem) 4rem; }
h1, h2, h3, p, dl, dd, figure, ul, pre { margin: 0; padding: 0; }
h1 { font-size: clamp(1.5rem, 4vw, 2rem); line-height: 1.2; font-weight: 650; letter-spacing: -.015em; }
h2 { font-size: 1.2rem; line-height: 1.3; font-weight: 650; letter-spacing: -.01em; margin-bottom: 1.1rem; }
h3 { font-size: .95rem; font-weight: 600; }
section { margin-top: 3.25rem; }
small { font-size: .85em; color: var(--muted); }
h1 + .lead { margin-top: .75rem; }
.items { padding-left: 1.1rem; margin: 1rem 0; max-width: 46rem; } .items li + li { margin-top: .4rem; }
section > .table, section > .charts + .table { margin-top: 1.5rem; } section > .table + .charts, section > .items + .charts { margin-top: 2rem; }
.eyebrow { color: var(--muted); font-size: .875rem; margin-bottom: .4rem; }
.accuracy { margin: 1.5rem 0 .35rem; line-height: 1; font-variant-numeric: tabular-nums; }
.accuracy strong { font-size: clamp(3rem, 11vw, 4.75rem); font-weight: 680; letter-spacing: -.035em; }
.accuracy span { margin-left: .25rem; font-size: clamp(1.15rem, 4vw, 1.75rem); color: var(--muted); white-space: nowrap; }
.lead { max-width: 42rem; color: var(--muted); }
.caveat { max-width: 46rem; margin-top: 1rem; padding: .6rem .9rem; border-radius: .4rem; background: var(--warn-wash); color: var(--warn); }
dt { color: var(--muted); font-size: .875rem; }
.statements { margin-top: 1.75rem; display: grid; gap: 1rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
.figures { margin-top: 1.75rem; padding-top: 1.25rem; border-top: 1px solid var(--hair); display: grid; gap: 1.25rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 9rem), 1fr)); }
section > .figures { margin-top: 0; padding-top: 0; border-top: 0; }
.figures dd { font-size: 1.5rem; font-weight: 600; letter-spacing: -.015em; font-variant-numeric: tabular-nums; }
.facts { display: grid; gap: .9rem 2rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); margin-bottom: 1.75rem; }
.pairs { margin-top: 1.1rem; display: grid; gap: .7rem; }
.charts { display: grid; gap: 2rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 23rem), 1fr)); align-items: start; }
.charts > figure:only-child { max-width: 34rem; }
.beside { align-self: center; }
figcaption h3 { margin-bottom: .1rem; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; font-size: .85rem; color: var(--muted); min-height: 1.4rem; }
.key::before { content: ""; display: inline-block; width: .7rem; height: .7rem; border-radius: 50%; margin-right: .45rem; background: currentColor; vertical-align: -.05rem; }
.key.same::before { background: var(--same); } .key.third::before { background: var(--third); } .key.different::before { background: var(--different); }
.key.accent::before { background: var(--accent); } .key.chance::before { background: var(--muted); }
.note { font-size: .875rem; color: var(--muted); }
${chartStyle}.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--muted); padding-bottom: .6rem; }
th, td { padding: .45rem 1.25rem .45rem 0; border-bottom: 1px solid var(--hair); vertical-align: baseline; }
tbody th small { display: block; max-width: 36rem; font-weight: 400; line-height: 1.45; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 500; color: var(--muted); vertical-align: bottom; } tbody th { font-weight: 500; }
.text { text-align: left; } .number { text-align: right; } td.number { white-space: nowrap; }
td.text { color: var(--muted); }
details { margin-top: 1.25rem; border-top: 1px solid var(--hair); padding-top: .75rem; }
summary { cursor: pointer; color: var(--muted); font-size: .9rem; }
summary:hover { color: var(--ink); } summary:focus-visible { outline: 2px solid var(--same); outline-offset: 3px; border-radius: 2px; }
details > .table { max-width: 40rem; }
details > :nth-child(n + 2) { margin-top: 1rem; }
pre { overflow-x: auto; padding: .9rem 1.1rem; border-radius: .4rem; background: var(--wash); font: .85rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.strip { list-style: none; display: grid; gap: 1.1rem; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); margin: .75rem 0 1.75rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 2px; border-radius: .35rem; overflow: hidden; }
.pair img { display: block; width: 100%; aspect-ratio: 1; object-fit: cover; background: var(--wash); }
.strip figcaption { margin-top: .35rem; font-size: .8rem; line-height: 1.4; color: var(--muted); }
footer { margin-top: 4rem; color: var(--muted); font-size: .85rem; }
@media print { main { max-width: none; padding: 0; } section, figure, tr { break-inside: avoid; } }
`;
