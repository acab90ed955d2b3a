import { ConfigError } from "@multibatch/core";
import { beforeAll, describe, expect, test } from "vitest";
import { sampleReport } from "../testing/sample-report.test.support.js";
import { renderReport } from "./render-report.js";
import type { ReportInput } from "./report-schema.js";

let input: ReportInput;
let page: string;
beforeAll(() => {
  input = sampleReport();
  page = renderReport(input);
});

/** Text between tags, with white space made even. */
const textOf = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/[\s\u202f]+/g, " ");

describe("the page", () => {
  test("loads nothing and runs nothing", () => {
    expect(page).not.toMatch(/<(script|link|iframe|object|embed|base)\b/i);
    expect(page).not.toMatch(/\son\w+=/i);
    expect(page).not.toMatch(/@import|url\((?!#)/);
    for (const [, address] of page.matchAll(/\s(?:src|href)="([^"]*)"/g)) {
      expect(address).toMatch(/^data:image\//);
    }
    expect(page).toContain("default-src &#39;none&#39;");
  });

  test("is the same for the same input, and small", () => {
    expect(renderReport(sampleReport())).toBe(page);
    expect(page.length).toBeLessThan(100_000);
  });

  test("closes what it opens", () => {
    const open: string[] = [];
    const empty = new Set(["meta", "img", "!doctype"]);
    for (const [, slash, name, selfClosed] of page.matchAll(/<(\/?)([a-z!][\w]*)[^>]*?(\/?)>/gi)) {
      if (slash) expect(open.pop()).toBe(name);
      else if (!selfClosed && !empty.has(name.toLowerCase())) open.push(name);
    }
    expect(open).toEqual([]);
  });

  test("never names NaN, undefined or null", () => {
    expect(page).not.toMatch(/NaN|undefined|Infinity|\bnull\b|\[object/);
  });
});

describe("accessibility", () => {
  test("every picture has a title and a description, every id is there once", () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const pictures = [...page.matchAll(/<svg[^>]*>/g)].map(([tag]) => tag);
    expect(pictures.length).toBe(7);
    for (const picture of pictures) {
      expect(picture).toContain('role="img"');
      const named = /aria-labelledby="([^"]*)"/.exec(picture)![1].split(" ");
      for (const id of named) expect(ids).toContain(id);
    }
    for (const [tag] of page.matchAll(/<img[^>]*>/g)) expect(tag).toMatch(/alt="[^"]+"/);
  });

  test("every table has a caption and headed rows and columns", () => {
    const tables = page.match(/<table>.*?<\/table>/gs)!;
    for (const table of tables) {
      expect(table).toContain("<caption>");
      expect(table).toContain('<th scope="col"');
      expect(table).toContain('<th scope="row"');
    }
  });
});

describe("the content", () => {
  test("says how accurate, trained on what, judged on what", () => {
    const text = textOf(page);
    const { accuracy, standardError } = input.verification;
    expect(text).toContain(
      `${(100 * accuracy).toFixed(2)} % ± ${(100 * standardError).toFixed(2)} %`,
    );
    expect(text).toContain(input.trainedOn);
    expect(text).toContain("No identity of the pairs was seen in training");
    expect(text).toContain("1500 different pairs are too few");
    expect(text).toContain("npm ci &amp;&amp; npm run quickstart");
  });

  test("names what was left out, with its name escaped", () => {
    expect(page).toContain("Ada &amp; &lt;co&gt;/1.png");
    expect(page).not.toContain("<co>");
    expect(textOf(page)).toContain("1 pair left out, because 1 image could not be read");
  });

  test("hostile texts stay texts", () => {
    const attack = `"><script>alert('x')</script>`;
    const hostile = renderReport({
      ...input,
      title: attack,
      trainedOn: attack,
      commands: [attack],
    });
    expect(hostile).not.toContain("<script");
    expect(hostile).toContain("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  });

  test("a report of the verification alone has no empty sections", () => {
    const { title, created, trainedOn, verification } = input;
    const bare = renderReport({ title, created, trainedOn, verification });
    const headings = [...bare.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
    expect(headings).toEqual([
      "Receiver operating characteristic",
      "Distances",
      "Metrics",
      "Folds",
    ]);
    expect(bare).toContain("mean threshold of the folds");
  });

  test("what was not measured is said to be so", () => {
    const threshold = {
      value: 2,
      operatingPoint: "not calibrated",
      falseAcceptRate: null,
      falseRejectRate: null,
      standardError: null,
      pairs: 0,
    };
    expect(textOf(renderReport({ ...input, threshold }))).toContain(
      "False accepts there not measured",
    );
  });

  test("wrong input is named", () => {
    const remote = { title: "t", pairs: [{ first: "https://x/y.png", second: "", caption: "" }] };
    const render = () => renderReport({ ...input, strips: [remote] });
    expect(render).toThrow(ConfigError);
    expect(render).toThrow("strips[0].pairs[0].first: an image as a data URI");
  });
});
