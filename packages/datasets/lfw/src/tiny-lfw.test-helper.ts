import { type MadeFolder, makeFolder, makeJpeg, makeTar } from "@multibatch/images/testing";

/** Number of images of each person of the made-up LFW. */
export const tinyPeople: Readonly<Record<string, number>> = {
  Ann_Ames: 3,
  Bob_Bell: 3,
  Cid_Çelik: 2,
  Dan_Diaz: 2,
  Eve_Eder: 3,
  Fay_Fox: 2,
  Gus_Gil: 2,
  Hal_Hay: 1,
  Ida_Ives: 2,
  Joe_Jost: 4,
};

const lines = (...rows: (string | number)[]) => `${rows.join("\n")}\n`;
const rowsOf = (names: readonly string[]) => names.map((name) => `${name}\t${tinyPeople[name]}`);
const names = Object.keys(tinyPeople);

const foldOne = ["Ann_Ames", "Bob_Bell", "Eve_Eder", "Fay_Fox", "Gus_Gil"];
const foldTwo = names.filter((name) => !foldOne.includes(name));

/** Protocol files of the made-up LFW. View 2 judges the first four people, View 1 the last two. */
export const tinyProtocols = {
  "pairs.txt": lines(
    "2\t2",
    "Ann_Ames\t1\t3",
    "Bob_Bell\t1\t2",
    "Ann_Ames\t2\tBob_Bell\t3",
    "Ann_Ames\t1\tBob_Bell\t1",
    "Cid_Çelik\t1\t2",
    "Dan_Diaz\t2\t1",
    "Cid_Çelik\t2\tDan_Diaz\t1",
    "Dan_Diaz\t2\tCid_Çelik\t1",
  ),
  "people.txt": lines(2, 5, ...rowsOf(foldOne), 5, ...rowsOf(foldTwo)),
  "peopleDevTrain.txt": lines(8, ...rowsOf(names.slice(0, 8))),
  "pairsDevTest.txt": lines(
    "2",
    "Ida_Ives\t1\t2",
    "Joe_Jost\t1\t4",
    "Ida_Ives\t1\tJoe_Jost\t2",
    "Ida_Ives\t2\tJoe_Jost\t3",
  ),
};

/** Bytes of all images by their paths, in code point order. */
export async function tinyImages(): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  let seed = 0;
  for (const [name, count] of Object.entries(tinyPeople)) {
    for (let number = 1; number <= count; number++) {
      const jpeg = await makeJpeg({ seed: seed++, width: 12, height: 12 });
      files[`${name}/${name}_000${number}.jpg`] = jpeg;
    }
  }
  return files;
}

/** The made-up LFW in a temporary folder: `images/`, `images.tar` and `protocols/`. */
export async function makeTinyLfw(): Promise<MadeFolder> {
  const images = await tinyImages();
  const under = (folder: string, files: Readonly<Record<string, Uint8Array | string>>) =>
    Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${folder}/${name}`, bytes]));
  return makeFolder({
    ...under("images", images),
    "images.tar": await makeTar(images),
    ...under("protocols", tinyProtocols),
  });
}
