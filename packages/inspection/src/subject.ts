import type { Dataset, ImageBatch } from "@multibatch/core";

/** Part that an image has in training. */
export type Part = "train" | "validation" | "test" | "none";

/** An image of a subject, for people and for JSON. */
export interface ImageReference {
  /** Path or name that a person can find it by. */
  readonly name: string;
  readonly identity: string;
  /** Name of its data set. */
  readonly dataset: string;
  readonly part: Part;
}

const parts = ["none", "train", "validation", "test"] as const;

/**
 * What is inspected: the images of a data set, and behind them those of another one that its network
 * is to be judged on, numbered through from 0.
 */
export class Subject {
  /** Images in all. */
  readonly count: number;
  private readonly partCodes: Uint8Array;
  private readonly firstOf: readonly number[];

  /** @param against data set that is judged on and not trained on */
  constructor(
    readonly dataset: Dataset,
    readonly against?: Dataset,
  ) {
    this.firstOf = [0, dataset.identities.length];
    this.count = dataset.identities.length + (against?.identities.length ?? 0);
    this.partCodes = new Uint8Array(this.count);
    for (const part of ["train", "validation", "test"] as const) {
      for (const image of dataset.splits[part]) this.partCodes[image] = parts.indexOf(part);
    }
    if (against === undefined) return;
    // Nothing of it is trained on; what is judged is its test part or, failing that, its validation.
    const { validation, test } = against.splits;
    for (const image of test.length > 0 ? test : validation) {
      this.partCodes[this.firstOf[1] + image] = parts.indexOf("test");
    }
  }

  /** Data set of an image, and its index there. */
  locate(image: number): { readonly dataset: Dataset; readonly image: number } {
    const second = image >= this.firstOf[1];
    return {
      dataset: second ? (this.against as Dataset) : this.dataset,
      image: second ? image - this.firstOf[1] : image,
    };
  }

  part(image: number): Part {
    return parts[this.partCodes[image]];
  }

  /** Whether an image is judged on while another is trained on. */
  isLeak(first: number, second: number): boolean {
    const [one, other] = [this.part(first), this.part(second)];
    return (one === "train" && isJudged(other)) || (other === "train" && isJudged(one));
  }

  /** Name of the identity of an image. */
  identity(image: number): string {
    const { dataset, image: own } = this.locate(image);
    return dataset.identityNames[dataset.identities[own]];
  }

  /** Whether two images are of one identity of one data set. */
  isSame(first: number, second: number): boolean {
    const [a, b] = [this.locate(first), this.locate(second)];
    return (
      a.dataset === b.dataset && a.dataset.identities[a.image] === b.dataset.identities[b.image]
    );
  }

  name(image: number): string {
    const { dataset, image: own } = this.locate(image);
    return dataset.imageName(own);
  }

  reference(image: number): ImageReference {
    return {
      name: this.name(image),
      identity: this.identity(image),
      dataset: this.locate(image).dataset.name,
      part: this.part(image),
    };
  }

  /** Reads images `[n]` of one data set; failures carry the number in the subject. */
  async read(images: readonly number[]): Promise<ImageBatch> {
    const { dataset } = this.locate(images[0]);
    const offset = dataset === this.dataset ? 0 : this.firstOf[1];
    const { pixels, failed } = await dataset.read(images.map((image) => image - offset));
    return {
      pixels,
      failed: failed.map((failure) => ({ ...failure, image: failure.image + offset })),
    };
  }

  /** Bytes of an image's file, or undefined where its data set has no files. */
  async file(image: number): Promise<Uint8Array | undefined> {
    const { dataset, image: own } = this.locate(image);
    return dataset.fileOf?.(own);
  }

  /** Consecutive images of one data set, `size` at a time. */
  *batches(size: number): Generator<number[]> {
    const [start, border] = this.firstOf;
    for (const [from, to] of [
      [start, border],
      [border, this.count],
    ]) {
      for (let first = from; first < to; first += size) {
        yield Array.from({ length: Math.min(size, to - first) }, (_, i) => first + i);
      }
    }
  }
}

function isJudged(part: Part): boolean {
  return part === "validation" || part === "test";
}
