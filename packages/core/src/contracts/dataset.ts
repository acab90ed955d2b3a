import type { Crop } from "../crop.js";
import type { VerificationProtocol } from "./verification.js";

/** An image that could not be read; `reason` is a plain sentence that ends in what to do about it. */
export interface ImageFailure {
  /** Index of the image in its data set. */
  readonly image: number;
  /** Path or name that a person can find the image by. */
  readonly name: string;
  readonly reason: string;
}

/** Pixels of some images of a data set. */
export interface ImageBatch {
  /** `[n, h, w, c]`, row-major, 0…255. The rows of failed images are zeros. */
  readonly pixels: Uint8Array;
  /** The images that could not be read: never thrown, so that one bad image does not end a long run. */
  readonly failed: readonly ImageFailure[];
}

/** Image indices of the parts of a data set. No identity is in two parts. */
export interface DatasetSplits {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** Identity-labelled images of one size. */
export interface Dataset {
  readonly contract: 1;
  /** Short name for reports and the model card, for example `LFW`. */
  readonly name: string;
  /** Licence or terms of the images, in words; it is copied to the model card. */
  readonly licence: string;
  /** How an image file is brought to the size and colour that `read` delivers. */
  readonly crop: Crop;
  /** Identity of each image, `[images]`, dense from 0. */
  readonly identities: Int32Array;
  /** Name of each identity. */
  readonly identityNames: readonly string[];
  readonly splits: DatasetSplits;
  /** Pairs to judge by: `validation` steers training and calibrates, `test` is only ever reported. */
  readonly protocols: {
    readonly validation?: VerificationProtocol;
    readonly test?: VerificationProtocol;
  };
  /** Path or name that a person can find an image by. @throws RangeError outside `0…images−1`. */
  imageName(image: number): string;
  /**
   * Reads images, off the main thread where they must be decoded.
   *
   * @param images indices, `[n]`, repeats allowed
   * @returns pixels `[n, h, w, c]` and the images that failed
   */
  read(images: ArrayLike<number>): Promise<ImageBatch>;
  /**
   * Bytes of an image's file as it lies there, if the data set has files: what equal files are found by.
   *
   * @throws DataError when the file cannot be read
   */
  fileOf?(image: number): Promise<Uint8Array>;
  /**
   * Where a canonical object lies in an image, if the data set knows: `[a, b, c, d, e, f]`, the affine
   * map from a canonical point (x, y) to the point (a·x + b·y + c, d·x + e·y + f) of the image where it
   * is seen. Both in coordinates from −1 at the left and top edge to 1 at the right and bottom edge,
   * so that the centre of pixel column i of w is at (2i + 1) / w − 1. Learned alignment can be started
   * from it and judged by it.
   */
  alignmentOf?(image: number): ArrayLike<number> | undefined;
  /** Releases workers and caches. */
  close(): Promise<void>;
}
