import { InvalidArgumentError } from "commander";
import type { ImageSize } from "./network-cost.js";

/** Reads a size such as `112x112x3`. @throws InvalidArgumentError when it is none */
export function parseImageSize(text: string): ImageSize {
  const found = /^([1-9]\d*)[x×]([1-9]\d*)[x×]([13])$/.exec(text);
  if (!found) {
    throw new InvalidArgumentError(
      "Write height, width and channels (1 or 3), for example 112x112x3.",
    );
  }
  const [, height, width, channels] = found;
  return { height: Number(height), width: Number(width), channels: channels === "1" ? 1 : 3 };
}
