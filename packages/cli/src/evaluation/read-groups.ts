import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { DataError, type Dataset } from "@multibatch/core";
import { parse } from "csv-parse/sync";

/** Attributes of images: for each attribute the group of an image, where it is known. */
export type ImageGroups = ReadonlyMap<string, (image: number) => string | undefined>;

/**
 * Reads a table of groups: `.csv` with commas, anything else with tabs. The first column is headed
 * `identity` (a name of the data set's identities) or `image` (a name of its images), each other
 * column is an attribute. An empty cell means 'not known'.
 *
 * @throws DataError when the file cannot be read, has no such columns, or names nothing of the data set
 */
export async function readGroups(
  file: string,
  dataset: Pick<Dataset, "identities" | "identityNames" | "imageName">,
): Promise<ImageGroups> {
  const rows = await readTable(file);
  const columns = Object.keys(rows[0] ?? {});
  const [key, ...attributes] = columns;
  if ((key !== "identity" && key !== "image") || attributes.length === 0) {
    throw new DataError(
      `${file}: expected a first row with "identity" or "image" and then one or more attributes, found ${columns.map((name) => `"${name}"`).join(", ") || "nothing"}.`,
    );
  }
  const byName = new Map(rows.map((row) => [row[key], row]));
  const nameOf = (image: number) =>
    key === "image" ? dataset.imageName(image) : dataset.identityNames[dataset.identities[image]];
  const known = dataset.identities.some((_identity, image) => byName.has(nameOf(image)));
  if (!known) {
    throw new DataError(
      `${file}: none of its ${rows.length} names in the column "${key}" is of the data set, where they read like "${nameOf(0)}".`,
    );
  }
  return new Map(
    attributes.map((attribute) => [
      attribute,
      (image: number) => byName.get(nameOf(image))?.[attribute] || undefined,
    ]),
  );
}

async function readTable(file: string): Promise<Record<string, string>[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new DataError(`${file}: the table of groups cannot be read (${error.code}).`);
  });
  const delimiter = extname(file).toLowerCase() === ".csv" ? "," : "\t";
  try {
    return parse(text, { bom: true, columns: true, delimiter, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw new DataError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}
