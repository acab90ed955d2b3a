/** The image formats that are decoded. */
export type ImageFormat = "jpeg" | "png" | "webp";

/** File name endings of the formats that are decoded, in lower case. */
export const imageExtensions: readonly string[] = [".jpg", ".jpeg", ".png", ".webp"];

/** Whether a file name ends like an image that is decoded; upper and lower case are the same. */
export function hasImageExtension(fileName: string): boolean {
  const lower = fileName.toLowerCase();
  return imageExtensions.some((extension) => lower.endsWith(extension));
}

/** First bytes of the formats, as text in Latin-1; a dot stands for any byte. */
const signatures: readonly (readonly [format: string, start: RegExp])[] = [
  ["jpeg", /^\xff\xd8\xff/],
  ["png", /^\x89PNG\r\n/],
  ["webp", /^RIFF.{4}WEBP/s],
  ["GIF", /^GIF8/],
  ["BMP", /^BM/],
  ["TIFF", /^(II\*|MM.\*)/s],
  ["HEIF or AVIF", /^.{4}ftyp/s],
  ["PDF", /^%PDF/],
];

/**
 * Recognises a format by its first bytes, whatever the file is called.
 *
 * @returns the format, the name of a known format that is not decoded, or undefined
 */
export function recogniseFormat(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  return signatures.find(([, signature]) => signature.test(start))?.[0];
}

/** Whether a recognised format is one that is decoded. */
export function isDecoded(format: string | undefined): format is ImageFormat {
  return format === "jpeg" || format === "png" || format === "webp";
}
