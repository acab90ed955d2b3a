import { expect, test } from "vitest";
import { count, large, number, percent, plural, shortPercent } from "./format.js";

test("numbers as people read them", () => {
  expect(percent(0.8725)).toBe("87.25\u202f%");
  expect(percent(1, 1)).toBe("100.0\u202f%");
  expect(shortPercent(0.001)).toBe("0.1\u202f%");
  expect(shortPercent(0.07)).toBe("7\u202f%");
  expect([count(0), count(999), count(1000), count(65280), count(1234567)]).toEqual([
    "0",
    "999",
    "1,000",
    "65,280",
    "1,234,567",
  ]);
  expect([large(416), large(40_970_000), large(11.19e9)]).toEqual([
    "416",
    "40.97\u202fM",
    "11.19\u202fG",
  ]);
  expect([number(4.77612), number(0.0000123), number(20)]).toEqual(["4.776", "0.0000123", "20"]);
  expect([plural(1, "fold"), plural(10, "fold")]).toEqual(["1 fold", "10 folds"]);
});
