import { type Crop, DataError } from "@multibatch/core";

/**
 * Images of a NumPy file (format versions 1 to 3): uint8 `[n, h, w, c]`, row-major.
 *
 * @throws DataError when it is no such file, or holds another type or size
 */
export function readNpyImages(file: Uint8Array, crop: Crop, path: string): Uint8Array {
  const { height, width, channels } = crop;
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.length < 12 || bytes.toString("latin1", 0, 6) !== "\x93NUMPY") {
    throw new DataError(`${path} is no .npy file. Save it with numpy.save.`);
  }
  const isFirstVersion = bytes[6] === 1;
  const start = isFirstVersion ? 10 : 12;
  const end = start + (isFirstVersion ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  const header = bytes.toString("latin1", start, end);
  const type = /'descr': *'([^']*)'/.exec(header)?.[1];
  const isColumnMajor = /'fortran_order': *True/.test(header);
  const shape = /'shape': *\(([^)]*)\)/.exec(header)?.[1].split(",").flatMap(numberIn) ?? [];
  const [n, ...size] = shape;
  const fits = shape.length === 4 && size.join() === [height, width, channels].join();
  if (type !== "|u1" || isColumnMajor || !fits) {
    throw new DataError(
      `${path} holds ${type} [${shape.join(", ")}]${isColumnMajor ? ", column-major" : ""}, expected |u1 [n, ${height}, ${width}, ${channels}]: uint8 images of the model's size.`,
    );
  }
  const pixels = file.subarray(end);
  if (n > 0 && pixels.length === n * height * width * channels) return pixels;
  throw new DataError(
    `${path} has ${pixels.length} bytes of pixels, expected ${n * height * width * channels}. Copy it again.`,
  );
}

function numberIn(text: string): number[] {
  return text.trim() === "" ? [] : [Number(text)];
}
