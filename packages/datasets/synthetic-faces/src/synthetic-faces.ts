import {
  type Dataset,
  type DatasetSplits,
  drawVerificationPairs,
  type EventSink,
  imageSize,
  Random,
  silent,
  type VerificationProtocol,
} from "@multibatch/core";
import type { Warp } from "./drawing/warp.js";
import { drawIdentity, type FaceIdentity } from "./face/identity.js";
import { drawNuisance, type FaceNuisance } from "./face/nuisance.js";
import { landmarksOf, warpOfNuisance } from "./face/pose.js";
import { ImageCache } from "./image-cache.js";
import { FaceRenderer } from "./render-face.js";
import type { SyntheticFacesOptions } from "./synthetic-faces-options.js";
import { Turns } from "./turns.js";

/**
 * Rendered faces, and the truth about each.
 *
 * Coordinates of the picture run from −1 at its left and top edge to 1 at its right and bottom
 * edge: the centre of pixel column i of w is at (2i + 1) / w − 1.
 */
export interface SyntheticFaces extends Dataset {
  /**
   * The true warp of an image, `[a, b, c, d, e, f]`: a canonical point (x, y) of the face is seen at
   * (a·x + b·y + c, d·x + e·y + f) in the picture's coordinates.
   *
   * It holds the rotation, scale and shift of the image; turns of the head out of the plane and
   * expressions move features within the canonical plane and are in `landmarksOf`.
   *
   * @throws RangeError outside `0…images−1`
   */
  warpOf(image: number): Warp;
  /** The true warp, under the name that learned alignment asks every data set by: see `warpOf`. */
  alignmentOf(image: number): Warp;
  /**
   * Five landmarks, `[x, y]` of each in the picture's coordinates: left and right eye as seen in the
   * picture, tip of the nose, left and right corner of the mouth.
   *
   * @throws RangeError outside `0…images−1`
   */
  landmarksOf(image: number): Float32Array;
  /** What makes an identity: the same in each of its images. */
  parametersOf(identity: number): FaceIdentity;
  /** What is an image's own. */
  nuisanceOf(image: number): FaceNuisance;
}

/**
 * Opens a data set of rendered faces. Every image is a function of the seed, its identity and its
 * number alone, whatever is read before.
 *
 * @param emit told of the progress when images are rendered on opening (`prerender`)
 */
export async function openSyntheticFaces(
  options: SyntheticFacesOptions,
  emit: EventSink = silent,
): Promise<SyntheticFaces> {
  const dataset = new RenderedFaces(options);
  if (options.prerender) await dataset.prerender(emit);
  return dataset;
}

class RenderedFaces implements SyntheticFaces {
  readonly contract = 1;
  readonly name = "synthetic faces";
  readonly licence = "procedurally generated, MIT";
  readonly crop;
  readonly identities: Int32Array;
  readonly identityNames: readonly string[];
  readonly splits: DatasetSplits;
  readonly protocols: Dataset["protocols"];
  private readonly seeds: Random;
  private readonly renderer: FaceRenderer;
  private readonly cache: ImageCache;

  constructor(private readonly options: SyntheticFacesOptions) {
    const { height, width, channels, imagesPerIdentity, cacheMegabytes } = options;
    this.crop = { height, width, channels, region: 1, fit: "cover" } as const;
    this.seeds = new Random(options.seed);
    this.renderer = new FaceRenderer(width, height, channels);
    this.cache = new ImageCache(imageSize(this.crop), cacheMegabytes * 1e6);

    const { train, validation, test } = options.identities;
    const people = train + validation + test;
    this.identities = Int32Array.from({ length: people * imagesPerIdentity }, (_, image) =>
      Math.floor(image / imagesPerIdentity),
    );
    this.identityNames = Array.from(
      { length: people },
      (_, identity) => `synthetic-${String(identity).padStart(6, "0")}`,
    );
    this.splits = this.split();
    this.protocols = {
      ...(this.splits.validation.length > 0 && { validation: this.drawProtocol("validation") }),
      ...(this.splits.test.length > 0 && { test: this.drawProtocol("test") }),
    };
  }

  imageName(image: number): string {
    this.check(image);
    const digits = String(this.options.imagesPerIdentity - 1).length;
    const number = String(image % this.options.imagesPerIdentity);
    return `${this.identityNames[this.identities[image]]}/${number.padStart(Math.max(2, digits), "0")}`;
  }

  async read(images: ArrayLike<number>) {
    for (let i = 0; i < images.length; i++) this.check(images[i]);
    const size = imageSize(this.crop);
    const pixels = new Uint8Array(images.length * size);
    const turns = new Turns();
    for (let i = 0; i < images.length; i++) {
      pixels.set(this.cache.get(images[i]) ?? (await this.render(images[i], turns)), i * size);
    }
    return { pixels, failed: [] };
  }

  /** Renders as many images as the cache holds: first those that are read in every epoch. */
  async prerender(emit: EventSink): Promise<void> {
    const phase = "rendering faces";
    const { train, validation, test } = this.splits;
    const images = [...train, ...validation, ...test].slice(0, this.cache.capacity);
    emit({ type: "phase-start", phase, total: images.length, unit: "images" });
    const turns = new Turns(() => emit({ type: "phase-progress", phase, done: this.cache.count }));
    for (const image of images) await this.render(image, turns);
    emit({ type: "phase-progress", phase, done: images.length });
    emit({ type: "phase-end", phase });
  }

  warpOf(image: number): Warp {
    return warpOfNuisance(this.nuisanceOf(image), this.crop.width, this.crop.height);
  }

  alignmentOf(image: number): Warp {
    return this.warpOf(image);
  }

  landmarksOf(image: number): Float32Array {
    const nuisance = this.nuisanceOf(image);
    return landmarksOf(this.parametersOf(this.identities[image]), nuisance, this.warpOf(image));
  }

  parametersOf(identity: number): FaceIdentity {
    if (this.identityNames[identity] === undefined) {
      throw new RangeError(
        `There is no identity ${identity}: they are 0…${this.identityNames.length - 1}.`,
      );
    }
    return drawIdentity(this.seeds.fork(`identity ${identity}`));
  }

  nuisanceOf(image: number): FaceNuisance {
    this.check(image);
    return drawNuisance(this.randomOf(image), this.options.nuisance);
  }

  async close(): Promise<void> {
    this.cache.close();
  }

  private async render(image: number, turns: Turns): Promise<Uint8Array> {
    await turns.next();
    const random = this.randomOf(image);
    const nuisance = drawNuisance(random, this.options.nuisance);
    const identity = this.parametersOf(this.identities[image]);
    const pixels = this.renderer.render(identity, nuisance, random);
    this.cache.set(image, pixels);
    return pixels;
  }

  /** Generator of what is the image's own: by identity and number within it. */
  private randomOf(image: number): Random {
    const { imagesPerIdentity } = this.options;
    return this.seeds.fork(`image ${this.identities[image]}/${image % imagesPerIdentity}`);
  }

  private split(): DatasetSplits {
    const { identities, imagesPerIdentity } = this.options;
    let next = 0;
    const take = (part: keyof DatasetSplits) =>
      Int32Array.from({ length: identities[part] * imagesPerIdentity }, () => next++);
    // Test comes first, so that the same people are judged however many are trained on.
    const test = take("test");
    const validation = take("validation");
    return { train: take("train"), validation, test };
  }

  private drawProtocol(part: "validation" | "test"): VerificationProtocol {
    const { seed, identities, verification } = this.options;
    const images = this.splits[part];
    return drawVerificationPairs(
      { images, identities: images.map((image) => this.identities[image]) },
      {
        name: `synthetic faces, ${part}`,
        statement: `Trained on ${identities.train} synthetic people; judged on ${identities[part]} other ones, whose faces are never seen in training, in ${verification.folds} folds that share no person.`,
        folds: verification.folds,
        pairsPerKind: verification.pairsPerKind[part],
        seed,
      },
    );
  }

  private check(image: number): void {
    if (this.identities[image] !== undefined) return;
    throw new RangeError(
      `There is no image ${image}: synthetic faces has images 0…${this.identities.length - 1}.`,
    );
  }
}
