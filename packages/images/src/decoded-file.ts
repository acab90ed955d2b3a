import { randomUUID } from "node:crypto";
import * as fileSystem from "node:fs/promises";
import { join } from "node:path";

/** The calls that a decoded file needs of `node:fs/promises`; tests put a full disk in their place. */
export type FileSystem = Pick<
  typeof fileSystem,
  "copyFile" | "mkdir" | "open" | "readdir" | "rename" | "rm" | "stat"
>;

/** Shape of a decoded file. */
export interface DecodedFileLayout {
  /** Folder that holds the files; made where missing. */
  readonly folder: string;
  /** Name of the file without its ending: see `fingerprint`. */
  readonly key: string;
  /** Images in the data set. */
  readonly count: number;
  /** Bytes of a decoded image. */
  readonly imageSize: number;
}

const magic = Buffer.from("multibatch decoded images 1\n");
const staleAfter = 24 * 60 * 60 * 1000;

/**
 * The decoded images of one data set in one raw file: a magic line, a byte for each image that says
 * whether it is there, then the images, `[count, imageSize]`.
 *
 * New images are written to a temporary file beside it; `finish` puts that in the place of the old
 * file in one step, so that a killed run leaves the old file whole.
 */
export class DecodedFile {
  private temporary?: Promise<string>;

  private constructor(
    private readonly layout: DecodedFileLayout,
    private readonly files: FileSystem,
    private readonly present: Uint8Array,
    private handle: fileSystem.FileHandle | undefined,
  ) {}

  /**
   * Opens the file of a key; one of a wrong length or beginning counts as missing.
   *
   * @throws Error of Node's where the folder cannot be made or read
   */
  static async open(
    layout: DecodedFileLayout,
    files: FileSystem = fileSystem,
  ): Promise<DecodedFile> {
    await files.mkdir(layout.folder, { recursive: true });
    await removeStale(layout.folder, files);
    const present = new Uint8Array(layout.count);
    const handle = await files.open(pathOf(layout), "r").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    const whole = handle !== undefined && (await readPresence(handle, layout, present));
    if (!whole) {
      present.fill(0);
      await handle?.close();
    }
    return new DecodedFile(layout, files, present, whole ? handle : undefined);
  }

  /** Whether the file holds an image. */
  has(image: number): boolean {
    return this.present[image] === 1;
  }

  /** Reads an image that the file holds: uint8 `[imageSize]`. */
  async read(image: number): Promise<Uint8Array> {
    const pixels = new Uint8Array(this.layout.imageSize);
    const { bytesRead } = await this.handle!.read(pixels, 0, pixels.length, this.positionOf(image));
    if (bytesRead !== pixels.length) throw new Error(`${pathOf(this.layout)} ends too early`);
    return pixels;
  }

  /** Writes an image. @throws Error of Node's, for example when the disk is full */
  async write(image: number, pixels: Uint8Array): Promise<void> {
    this.temporary ??= this.startWriting();
    await this.temporary;
    await writeWhole(this.handle!, pixels, this.positionOf(image));
    this.present[image] = 1;
  }

  /** Puts what was written in the place of the old file, and closes. */
  async finish(): Promise<void> {
    if (this.temporary !== undefined) {
      const temporary = await this.temporary;
      await writeWhole(this.handle!, this.present, magic.length);
      await this.handle!.truncate(this.positionOf(this.layout.count));
      await this.handle!.sync();
      await this.files.rename(temporary, pathOf(this.layout));
      this.temporary = undefined;
    }
    await this.discard();
  }

  /** Closes and forgets what was written. */
  async discard(): Promise<void> {
    const { handle, temporary } = this;
    this.handle = undefined;
    this.temporary = undefined;
    this.present.fill(0);
    await handle?.close();
    const path = await temporary?.catch(() => undefined);
    if (path !== undefined) await this.files.rm(path, { force: true });
  }

  /** Opens a temporary file for writing: a copy of the old file, or an empty one. */
  private async startWriting(): Promise<string> {
    const temporary = `${pathOf(this.layout)}.${randomUUID()}.tmp`;
    try {
      if (this.handle) await this.files.copyFile(pathOf(this.layout), temporary);
      const handle = await this.files.open(temporary, this.handle ? "r+" : "w+");
      const old = this.handle;
      this.handle = handle;
      await old?.close();
      await writeWhole(handle, magic, 0);
    } catch (error) {
      await this.files.rm(temporary, { force: true });
      throw error;
    }
    return temporary;
  }

  private positionOf(image: number): number {
    return magic.length + this.layout.count + image * this.layout.imageSize;
  }
}

function pathOf(layout: DecodedFileLayout): string {
  return join(layout.folder, `${layout.key}.images`);
}

/** Reads which images are there; false unless the file has the right beginning and length. */
async function readPresence(
  handle: fileSystem.FileHandle,
  layout: DecodedFileLayout,
  present: Uint8Array,
): Promise<boolean> {
  const { size } = await handle.stat();
  const start = Buffer.alloc(magic.length);
  await handle.read(start, 0, start.length, 0);
  await handle.read(present, 0, present.length, magic.length);
  return (
    start.equals(magic) &&
    size === magic.length + layout.count + layout.count * layout.imageSize &&
    present.every((byte) => byte <= 1)
  );
}

/** A full disk may take a part of the bytes without an error; the rest then fails with one. */
async function writeWhole(
  handle: fileSystem.FileHandle,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Removes the temporary files that killed runs left. */
async function removeStale(folder: string, files: FileSystem): Promise<void> {
  for (const name of await files.readdir(folder)) {
    if (!/\.images\..+\.tmp$/.test(name)) continue;
    const path = join(folder, name);
    const modified = await files.stat(path).then(
      (stats) => stats.mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (Date.now() - modified > staleAfter) await files.rm(path, { force: true });
  }
}
