import { expect, it } from "vitest";
import { groupByIdentity } from "./group-by-identity.js";

function group(paths: readonly string[], depth = 1) {
  const notices: string[] = [];
  const groups = groupByIdentity({
    paths,
    depth,
    emit: (event) => event.type === "notice" && notices.push(event.message),
  });
  const found = groups.map(({ name, files }) => [name, ...files.map((file) => paths[file])]);
  return { found, notices };
}

it("takes the folders as identities, in the order of the code points", () => {
  const { found, notices } = group(["b/2.png", "a/10.jpg", "a/2.JPG", "./b/1.webp"]);
  expect(found).toEqual([
    ["a", "a/10.jpg", "a/2.JPG"],
    ["b", "./b/1.webp", "b/2.png"],
  ]);
  expect(notices).toEqual([]);
});

it("looks through one folder around everything, and only through one", () => {
  expect(group(["faces/a/1.png", "faces/b/1.png", "faces/readme.txt"]).found).toEqual([
    ["a", "faces/a/1.png"],
    ["b", "faces/b/1.png"],
  ]);
  const { found, notices } = group(["x/faces/a/1.png", "x/faces/b/1.png"]);
  expect(found).toEqual([]);
  expect(notices[0]).toMatch(/^2 × folders inside an identity's folder/);
  expect(group(["a/1.png", "a/2.png"]).found).toEqual([["a", "a/1.png", "a/2.png"]]);
});

it("names an identity by as many folders as are asked for", () => {
  const paths = ["all/Greek/alpha/1.png", "all/Latin/alpha/1.png", "all/Latin/beta/1.png"];
  expect(group(paths, 2).found.map(([name]) => name)).toEqual([
    "Greek/alpha",
    "Latin/alpha",
    "Latin/beta",
  ]);
  expect(group(paths, 3).found.map(([name]) => name)).toEqual([
    "all/Greek/alpha",
    "all/Latin/alpha",
    "all/Latin/beta",
  ]);
});

it("composes names, skips hidden files without a word, and tells what else it leaves out", () => {
  const { found, notices } = group([
    "Zoe\u0308/1.png",
    "Zoë/2.png",
    "__MACOSX/Zoë/2.png",
    "Zoë/.thumb.png",
    "Zoë/notes.txt",
    "stray.png",
    "Zoë/more/3.png",
  ]);
  expect(found).toEqual([["Zoë".normalize("NFC"), "Zoe\u0308/1.png", "Zoë/2.png"]]);
  const all = notices.join("\n");
  expect(notices).toHaveLength(3);
  expect(all).toMatch(/^1 × files that are not JPEG, PNG or WebP.+notes\.txt/m);
  expect(all).toMatch(/^1 × not in an identity's folder.+stray\.png/m);
  expect(all).toMatch(/^1 × folders inside an identity's folder.+more\/3\.png/m);
});
