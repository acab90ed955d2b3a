import { describe, expect, it } from "vitest";
import { parsePeople } from "./people-file.js";

const parse = (...lines: string[]) => parsePeople(lines.join("\n"), "people.txt");

describe("people", () => {
  it("are a list, or a list for each fold", () => {
    expect(parse("2", "Ann\t3", "Bob\t1", "")).toEqual([
      { name: "Ann", images: 3, fold: 1, line: 2 },
      { name: "Bob", images: 1, fold: 1, line: 3 },
    ]);
    expect(parse("2", "1", "Ann\t3", "2", "Bob\t1", "Cid\t2")).toEqual([
      { name: "Ann", images: 3, fold: 1, line: 3 },
      { name: "Bob", images: 1, fold: 2, line: 5 },
      { name: "Cid", images: 2, fold: 2, line: 6 },
    ]);
  });
});

describe("errors name file and line", () => {
  it.each<[RegExp, string[]]>([
    [/^people\.txt, line 1: the line is empty/, [""]],
    [/line 1: the number of people was expected/, ["Ann\t3"]],
    [/line 4: person 3 of 3 .+ was expected/, ["3", "Ann\t3", "Bob\t1"]],
    [/line 3: there are more people than the counts announce/, ["1", "Ann\t3", "Bob\t1"]],
    [/line 3: Ann is named a second time; the first is in line 2/, ["2", "Ann\t3", "Ann\t1"]],
    [/line 2: field 2 is "no"/, ["1", "Ann\tno"]],
    [/line 2: person 1 of 1 .+ was expected/, ["1", "Ann\t1\t2"]],
    [/line 4: the number of people was expected/, ["2", "1", "Ann\t3"]],
    [/line 4: person 2 of 2 .+ was expected/, ["2", "2", "Ann\t3", "1", "Bob\t1"]],
  ])("%s", (message, lines) => {
    expect(() => parse(...lines)).toThrow(message);
  });
});
