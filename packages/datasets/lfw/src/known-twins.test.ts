import { expect, it } from "vitest";
import { splitPeople } from "./lfw-parts.js";

it("keeps a picture that is there under two names out of training where one of them is held out", () => {
  const names = [
    "Ann",
    "Bart_Hendricks",
    "Bob",
    "Carlos_Beltran",
    "Cid",
    "Dan",
    "Eve",
    "Raul_Ibanez",
    "Ricky_Ray",
  ];
  const identityOf = new Map(names.map((name, identity) => [name, identity]));
  const pair = (first: string, second: string) => ({
    first: { person: first, number: 1 },
    second: { person: second, number: 1 },
    same: false,
    line: 2,
  });
  const split = (validation: number, seed = 0) =>
    splitPeople({
      view: {
        pairs: { file: "pairs.txt", pairsPerKind: 1, folds: [[pair("Ann", "Carlos_Beltran")]] },
        people: names.map((name, i) => ({ name, images: 1, fold: 1, line: i })),
        peopleFile: "people.txt",
        whose: "",
        judged: "",
        comparison: "",
      },
      identityOf,
      validation,
      seed,
    });
  const named = (part: readonly number[]) => part.map((identity) => names[identity]);

  expect(named(split(0).train)).toEqual([
    "Bart_Hendricks",
    "Bob",
    "Cid",
    "Dan",
    "Eve",
    "Ricky_Ray",
  ]);
  const twins = ["Bart_Hendricks", "Ricky_Ray"];
  let apart = 0;
  for (let seed = 0; seed < 20; seed++) {
    const { train, validation } = split(2, seed);
    const held = named(validation).filter((name) => twins.includes(name));
    if (held.length !== 1) continue;
    apart++;
    expect(named(train)).not.toContain(twins.find((name) => name !== held[0]));
  }
  expect(apart).toBeGreaterThan(0);
});
