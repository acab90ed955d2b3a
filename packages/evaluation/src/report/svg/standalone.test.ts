import { expect, test } from "vitest";
import { drawChart } from "./chart.js";
import { linearScale } from "./scale.js";
import { standaloneChart } from "./standalone.js";

test("a chart in a file of its own brings its namespace, its size, its style and its legend", () => {
  const axis = { label: "x < y", scale: linearScale(0, 1), format: String };
  const chart = drawChart({
    id: "c",
    title: "T",
    description: "D",
    x: axis,
    y: axis,
    marks: () => [],
  });
  const svg = standaloneChart(chart, [{ style: "same", name: "a & b" }]);
  expect(svg).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" class="chart" viewBox="-8 -8 476 334" width="476" height="334" role="img" aria-labelledby="c-title c-text"><style>/,
  );
  expect(svg).toContain('<circle class="dot same" cx="6" cy="309" r="4"/>');
  expect(svg).toContain("a &amp; b</text></svg>");
  expect(svg.match(/<svg/g)).toHaveLength(1);
  expect(standaloneChart(chart)).toContain('height="316"');
});
