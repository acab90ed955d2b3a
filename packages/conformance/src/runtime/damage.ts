import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A way to damage a model folder, and what the error must name. */
export interface Damage {
  readonly name: string;
  readonly message: RegExp;
  apply(folder: string): Promise<void>;
}

/** Damage that a runtime must refuse. */
export const damages: readonly Damage[] = [
  {
    name: "a folder that is not there",
    message: /card\.json|folder/,
    apply: (folder) => rm(folder, { recursive: true }),
  },
  missing("card.json"),
  missing("model.json"),
  missing("weights.bin"),
  {
    name: "one flipped bit in the weights",
    message: /weights\.bin/,
    apply: async (folder) => {
      const path = join(folder, "weights.bin");
      const bytes = await readFile(path);
      bytes[bytes.length >> 1] ^= 1;
      await writeFile(path, bytes);
    },
  },
  {
    name: "weights that end early",
    message: /weights\.bin/,
    apply: async (folder) => {
      const path = join(folder, "weights.bin");
      await writeFile(path, (await readFile(path)).subarray(0, -4));
    },
  },
  {
    name: "a changed network",
    message: /model\.json/,
    apply: (folder) => edit(folder, "model.json", (text) => text.replace("relu", "tanh")),
  },
  {
    name: "a card that is no JSON",
    message: /card\.json/,
    apply: (folder) => edit(folder, "card.json", (text) => text.slice(0, -2)),
  },
  {
    name: "a card of a later version",
    message: /99/,
    apply: (folder) => editCard(folder, (card) => ({ ...card, cardVersion: 99 })),
  },
  {
    name: "a card without a threshold",
    message: /threshold/,
    apply: (folder) => editCard(folder, ({ threshold: _, ...card }) => card),
  },
  {
    name: "a card that names a file outside the folder",
    message: /\.\.\/elsewhere/,
    apply: (folder) =>
      editCard(folder, (card) => ({
        ...card,
        files: { ...(card.files as object), "../elsewhere": "0".repeat(64) },
      })),
  },
];

function missing(file: string): Damage {
  return {
    name: `a missing ${file}`,
    message: new RegExp(file.replace(".", "\\.")),
    apply: (folder) => rm(join(folder, file)),
  };
}

async function edit(folder: string, file: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, change(await readFile(path, "utf8")));
}

type Card = Record<string, unknown>;

function editCard(folder: string, change: (card: Card) => Card): Promise<void> {
  return edit(folder, "card.json", (text) => JSON.stringify(change(JSON.parse(text) as Card)));
}
