import { cropSchema } from "@multibatch/core";
import { expect, it } from "vitest";
import { fingerprint } from "./fingerprint.js";

const crop = cropSchema.parse({ height: 16, width: 16, channels: 3 });
const file = { name: "a/1.jpg", size: 10, modified: 5 };

it("is the same for the same files and crop", () => {
  expect(fingerprint(crop, [file])).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprint({ ...crop }, [{ ...file }])).toBe(fingerprint(crop, [file]));
});

it("changes with the crop and with a file's name, size or time", () => {
  const all = [
    fingerprint(crop, [file]),
    fingerprint({ ...crop, region: 0.5 }, [file]),
    fingerprint(crop, []),
    fingerprint(crop, [{ ...file, name: "a/2.jpg" }]),
    fingerprint(crop, [{ ...file, size: 11 }]),
    fingerprint(crop, [{ ...file, modified: 6 }]),
  ];
  expect(new Set(all).size).toBe(all.length);
});
