import { type EventSink, messageOf, silent } from "@multibatch/core";
import { DecodedFile, type FileSystem } from "./decoded-file.js";
import type { ImageCacheOptions } from "./image-options.js";

/** What an image cache is opened for. */
export interface ImageCacheSetup {
  /** Images in the data set. */
  readonly count: number;
  /** Bytes of a decoded image. */
  readonly imageSize: number;
  /** The option `cache`; `folder` is absolute here. */
  readonly options: ImageCacheOptions;
  /** Name of these images on disk; see `fingerprint`. Needed where `options.folder` is given. */
  readonly key?: string;
  readonly emit?: EventSink;
  readonly fileSystem?: FileSystem;
}

/**
 * Decoded images: in memory up to a bound, and in a file of a folder where one is given.
 *
 * The memory keeps the images that come first and never swaps them for later ones: training goes
 * through all images in turn, for which the usual 'least recently used' would keep none in time.
 * A disk that fails costs a notice, not the run.
 */
export class ImageCache {
  private readonly memory = new Map<number, Uint8Array>();
  private readonly memoryImages: number;
  private gaveUp = false;

  private constructor(
    private readonly setup: ImageCacheSetup,
    private file: DecodedFile | undefined,
  ) {
    this.memoryImages = Math.floor((setup.options.memory * 2 ** 20) / setup.imageSize);
  }

  /** Opens the cache; a folder that cannot be used costs a notice. */
  static async open(setup: ImageCacheSetup): Promise<ImageCache> {
    const cache = new ImageCache(setup, undefined);
    const { folder } = setup.options;
    if (folder === undefined || setup.key === undefined) return cache;
    const { count, imageSize, key } = setup;
    try {
      cache.file = await DecodedFile.open({ folder, key, count, imageSize }, setup.fileSystem);
    } catch (error) {
      await cache.giveUpFile(error);
    }
    return cache;
  }

  /** Bytes of the images in memory. */
  get memoryBytes(): number {
    return this.memory.size * this.setup.imageSize;
  }

  /** An image from memory, at once: uint8 `[imageSize]`, not to be changed. */
  peek(image: number): Uint8Array | undefined {
    return this.memory.get(image);
  }

  /** An image from memory or from the file: uint8 `[imageSize]`, not to be changed. */
  async get(image: number): Promise<Uint8Array | undefined> {
    const inMemory = this.memory.get(image);
    if (inMemory !== undefined || !this.file?.has(image)) return inMemory;
    try {
      const pixels = await this.file.read(image);
      this.remember(image, pixels);
      return pixels;
    } catch (error) {
      await this.giveUpFile(error);
      return undefined;
    }
  }

  /** Keeps an image: uint8 `[imageSize]`, not to be changed afterwards. Never fails. */
  async put(image: number, pixels: Uint8Array): Promise<void> {
    this.remember(image, pixels);
    try {
      await this.file?.write(image, pixels);
    } catch (error) {
      await this.giveUpFile(error);
    }
  }

  /** Leaves the file for the next run and releases the memory. */
  async close(): Promise<void> {
    this.memory.clear();
    try {
      await this.file?.finish();
    } catch (error) {
      await this.giveUpFile(error);
    }
    this.file = undefined;
  }

  private remember(image: number, pixels: Uint8Array): void {
    if (this.memory.size < this.memoryImages) this.memory.set(image, pixels);
  }

  /** Goes on without the file; several writes may fail together, but one notice is enough. */
  private async giveUpFile(error: unknown): Promise<void> {
    if (this.gaveUp) return;
    this.gaveUp = true;
    const { file } = this;
    this.file = undefined;
    (this.setup.emit ?? silent)({
      type: "notice",
      level: "warning",
      message: `Decoded images are kept in memory only: the folder ${this.setup.options.folder} cannot be used (${messageOf(error)}). Free some space there or give another folder in the option cache.folder.`,
    });
    await file?.discard().catch(() => {});
  }
}
