import { DataError } from "@multibatch/core";

/** What the path of a drawing says. */
export interface Drawing {
  readonly alphabet: string;
  /** Number of the drawer, from 1. */
  readonly drawer: number;
}

/**
 * Reads alphabet and drawer from a path `…/ALPHABET/CHARACTER/0709_01.png`.
 *
 * @throws DataError when the path is another one
 */
export function parseDrawing(path: string, place: string): Drawing {
  const match = /([^/]+)\/[^/]+\/[^/]*_(\d\d)\.[^/]+$/.exec(path);
  if (match !== null) return { alphabet: match[1], drawer: Number(match[2]) };
  throw new DataError(
    `${place} holds ${path}, which is not called like a drawing of Omniglot (ALPHABET/CHARACTER/0709_01.png, the drawer last). Take the makers' files as they are.`,
  );
}
