import { chmod, symlink } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@multibatch/core";
import { afterEach, expect, it } from "vitest";
import { type MadeFolder, makeFolder } from "../testing.js";
import { scanIdentityFolders } from "./scan-identity-folders.js";

let folder: MadeFolder | undefined;
afterEach(() => folder?.remove());

/** Scans a folder of empty files; the notices come with what was found. */
async function scan(paths: readonly string[], link?: (root: string) => Promise<void>) {
  folder = await makeFolder(Object.fromEntries(paths.map((path) => [path, ""])));
  const root = folder.path;
  await link?.(root);
  const notices: string[] = [];
  const found = await scanIdentityFolders({
    root,
    option: "root",
    emit: (event) => event.type === "notice" && notices.push(event.message),
  });
  const short = found.map(({ name, files }) => [
    name,
    ...files.map((file) => file.slice(root.length + 1)),
  ]);
  return { found: short, notices };
}

it("orders by code points, whatever the ending's case, and skips hidden files without a word", async () => {
  const { found, notices } = await scan([
    "b/2.JPG",
    "b/10.png",
    "B/1.Jpeg",
    "a/x.webp",
    "a/.hidden.jpg",
    ".git/1.jpg",
    "𝒜/1.jpg",
    "ﬀ/1.jpg",
  ]);
  expect(found).toEqual([
    ["B", "B/1.Jpeg"],
    ["a", "a/x.webp"],
    ["b", "b/10.png", "b/2.JPG"],
    ["ﬀ", "ﬀ/1.jpg"],
    ["𝒜", "𝒜/1.jpg"],
  ]);
  expect(notices).toEqual([]);
});

it("takes names with spaces and non-Latin letters, and composes them", async () => {
  const { found } = await scan([
    "山田 太郎/写真 1.jpg",
    "Zoe\u0308 Ångström/1.jpg",
    "Zoë Ångström/2.jpg",
  ]);
  expect(found.map(([name, ...files]) => [name, files.length])).toEqual([
    ["Zoë Ångström".normalize("NFC"), 2],
    ["山田 太郎", 1],
  ]);
});

it("tells what it leaves out, one notice for each kind", async () => {
  const { found, notices } = await scan([
    "anna/1.jpg",
    "anna/notes.txt",
    "anna/moving.gif",
    "anna/more/2.jpg",
    "empty/",
    "only text/a.txt",
    "stray.jpg",
  ]);
  expect(found).toEqual([["anna", "anna/1.jpg"]]);
  const all = notices.join("\n");
  expect(notices).toHaveLength(4);
  expect(all).toMatch(
    /^3 × files that are not JPEG, PNG or WebP; ignored.+moving\.gif.+notes\.txt/m,
  );
  expect(all).toMatch(/^1 × folders inside an identity's folder; not searched.+more/m);
  expect(all).toMatch(/^2 × identity folders without an image; left out.+empty.+only text/m);
  expect(all).toMatch(/^1 × not in an identity's folder; ignored.+stray\.jpg/m);
});

it("follows links, and leaves out loops, links to nothing and second names", async () => {
  const { found, notices } = await scan(["anna/1.jpg", "elsewhere.d/ben/2.jpg"], async (root) => {
    await symlink(join(root, "elsewhere.d", "ben"), join(root, "ben"));
    await symlink(join(root, "anna", "1.jpg"), join(root, "anna", "2.jpg"));
    await symlink(root, join(root, "loop to root"));
    await symlink(join(root, ".."), join(root, "loop above"));
    await symlink("self", join(root, "self"));
    await symlink("nobody", join(root, "broken"));
    await symlink(join(root, "anna"), join(root, "zweite Anna"));
  });
  expect(found).toEqual([
    ["anna", "anna/1.jpg", "anna/2.jpg"],
    ["ben", "ben/2.jpg"],
  ]);
  const all = notices.join("\n");
  expect(all).toMatch(/^3 × symbolic links that lead back.+loop above.+loop to root.+self/m);
  expect(all).toMatch(/^1 × symbolic links to nothing.+broken/m);
  expect(all).toMatch(/^1 × links to a folder that is an identity already.+zweite Anna/m);
});

it("tells what may not be looked at, and goes on", async () => {
  const { found, notices } = await scan(["anna/1.jpg"], (root) =>
    symlink(join(root, "anna", "1.jpg", "beyond"), join(root, "through a file")),
  );
  expect(found).toEqual([["anna", "anna/1.jpg"]]);
  expect(notices.join()).toMatch(/^1 × folders or files that may not be read.+through a file/);
});

// Rights do not bind the user root.
it.skipIf(process.getuid?.() === 0)("tells of a folder without the right to read", async () => {
  const { found, notices } = await scan(["anna/1.jpg", "ben/1.jpg"], (root) =>
    chmod(join(root, "ben"), 0o000),
  );
  expect(found).toEqual([["anna", "anna/1.jpg"]]);
  expect(notices.join()).toMatch(/^1 × folders or files that may not be read.+ben/);
});

it("names a missing root and a root that is a file", async () => {
  folder = await makeFolder({ file: "" });
  const scanned = (name: string) =>
    scanIdentityFolders({ root: join(folder!.path, name), option: "images" });
  await expect(scanned("nowhere")).rejects.toThrow(DataError);
  await expect(scanned("nowhere")).rejects.toThrow(
    /The folder \/.*nowhere \(option "images"\) does not exist\. Check the path/,
  );
  await expect(scanned("file")).rejects.toThrow(
    /file \(option "images"\) is a file\. Give the folder/,
  );
});
