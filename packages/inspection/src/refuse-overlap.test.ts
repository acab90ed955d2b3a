import { DataError, type Pipeline } from "@multibatch/core";
import { describe, expect, it } from "vitest";
import { type MemoryImage, memoryDataset } from "./memory-dataset.test.support.js";
import { refuseOverlap } from "./refuse-overlap.js";

const image = (identity: string, part: MemoryImage["part"], file?: string): MemoryImage => ({
  identity,
  part,
  seed: 0,
  file,
});
const toAllow = "Say so.";
const check = (images: readonly MemoryImage[], against?: readonly MemoryImage[]) =>
  refuseOverlap({
    dataset: memoryDataset("faces", images),
    against: against && memoryDataset("others", against),
    toAllow,
  });

const apart = [
  image("ann", "train", "1"),
  image("bob", "train", "2"),
  image("cid", "validation", "3"),
  image("dan", "test", "4"),
];

describe("training on what is judged on", () => {
  it("is not refused where there is none of it", async () => {
    await check(apart);
    await check(apart, [image("eve", "test", "5"), image("fay", "train", "1")]);
    // Twice in training, or in no part, is nobody's harm.
    await check([...apart, image("ann", "train", "1"), image("gus", undefined, "4")]);
  });

  it("is refused for an equal file, by the names of both", async () => {
    const leak = check([...apart, image("dan", "test", "2")]);
    await expect(leak).rejects.toThrow(DataError);
    await expect(leak).rejects.toThrow(
      "The evaluation overlaps the training: 1 image with the same file in both (faces/dan/4.png (test) is faces/bob/1.png (train)).",
    );
    await expect(leak).rejects.toThrow(/Take them out of the training part.+ Say so\.$/);
  });

  it("is refused for an identity that is in two parts", async () => {
    await expect(check([...apart, image("ann", "validation", "9")])).rejects.toThrow(
      /1 identity of the same name in both \(ann\)/,
    );
  });

  it("is refused for another data set's test part", async () => {
    const others = ["1", "2", "1", "2"].map((file, i) => image(`p${i}`, "test", file));
    await expect(check(apart, [...others, image("bob", "test")])).rejects.toThrow(
      /1 identity of the same name in both \(bob\), and 4 images with the same file in both \(.+, and 1 more\).+of faces or of others/,
    );
  });

  it("is refused to code that composes a pipeline, in the same words", async () => {
    const ask = (images: readonly MemoryImage[]) => {
      const pipeline = { dataset: memoryDataset("faces", images) } as Partial<Pipeline> as Pipeline;
      return refuseOverlap(pipeline);
    };
    await ask(apart);
    await expect(ask([...apart, image("ann", "test", "9")])).rejects.toThrow(
      /^The evaluation overlaps the training: 1 identity .+ test parts of faces\.$/,
    );
  });

  it("is judged by names alone where there are no files, and past files that cannot be read", async () => {
    const equal = [image("ann", "train", "1"), image("bob", "test", "1")];
    await refuseOverlap({ dataset: memoryDataset("faces", equal, false), toAllow });
    await check([{ ...equal[0], broken: true }, equal[1]]);
  });
});
