import { DataError, messageOf } from "@multibatch/core";

/** An image that cannot be read or decoded. */
export class ImageError extends DataError {
  /** Path or name that a person can find the image by. */
  readonly image: string;
  /** What is wrong, and what to do about it; the name of the image is not repeated. */
  readonly reason: string;

  constructor(image: string, reason: string, options?: ErrorOptions) {
    super(`${image}: ${reason}`, options);
    this.image = image;
    this.reason = reason;
  }
}

const fileSystemReasons: Readonly<Record<string, string>> = {
  ENOENT: "The file does not exist. Check the path, or copy the file back.",
  ENOTDIR: "A part of the path is a file, not a folder. Check the path.",
  EISDIR: "This is a folder, not an image file. Name the image itself, or rename the folder.",
  EACCES: "The file may not be read. Give this user the right to read it.",
  EPERM: "The file may not be read. Give this user the right to read it.",
  ELOOP: "The symbolic link leads back to itself. Point it to a real file, or delete it.",
};

/** Says in a plain sentence why a file could not be opened, and what to do. */
export function explainFileSystemError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? "";
  return (
    fileSystemReasons[code] ??
    `The file cannot be read (${messageOf(error)}). Check the disk, or copy the file again.`
  );
}

/** Says in a plain sentence why the bytes of an image could not be decoded, and what to do. */
export function explainDecodingError(error: unknown): string {
  const message = messageOf(error).split("\n", 1)[0].trim();
  if (/pixel limit/i.test(message)) {
    return `The image has too many pixels (${message}). Save it at a smaller size.`;
  }
  const kind = /premature end|truncat/i.test(message)
    ? "The image is truncated: its data ends too early"
    : "The image is damaged or incomplete";
  return `${kind} (${message}). Copy it again from its source, or delete it.`;
}
