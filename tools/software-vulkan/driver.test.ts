import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  cacheFolder,
  driverEnvironment,
  driverFiles,
  findDriver,
  hasDriver,
  linkDriver,
} from "./driver.js";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "multibatch-driver-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function folderWith(name: string, files: readonly string[]): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const file of files) writeFileSync(join(folder, file), file);
  return folder;
}

test("takes the first folder that holds the whole driver", () => {
  const half = folderWith("half", driverFiles.slice(1));
  const whole = folderWith("whole", driverFiles);
  expect(findDriver([join(root, "none"), half, whole])).toBe(whole);
  expect(findDriver([half])).toBeUndefined();
});

test("links the driver's files and nothing else, twice over", () => {
  const browser = folderWith("browser", [...driverFiles, "libEGL.so"]);
  const links = join(root, "cache", "links");
  for (let round = 0; round < 2; round++) linkDriver(browser, links);
  expect(readdirSync(links).sort()).toEqual([...driverFiles].sort());
  expect(readFileSync(join(links, "libvulkan.so.1"), "utf8")).toBe("libvulkan.so.1");
});

test("puts the driver before the libraries that are searched already", () => {
  expect(driverEnvironment("/d", { LD_LIBRARY_PATH: "/cuda" })).toEqual({
    VK_DRIVER_FILES: "/d/vk_swiftshader_icd.json",
    LD_LIBRARY_PATH: "/d:/cuda",
  });
  expect(driverEnvironment("/d", {}).LD_LIBRARY_PATH).toBe("/d");
  expect(cacheFolder({ XDG_CACHE_HOME: "/c" })).toBe("/c/multibatch/software-vulkan");
});

test("knows where programs have a driver already", () => {
  const [none, empty, some] = [
    join(root, "none"),
    folderWith("empty", []),
    folderWith("some", ["a.json"]),
  ];
  expect(hasDriver({}, [none, empty], "linux")).toBe(false);
  expect(hasDriver({}, [empty, some], "linux")).toBe(true);
  expect(hasDriver({ VK_DRIVER_FILES: "/d" }, [], "linux")).toBe(true);
  expect(hasDriver({}, [], "darwin")).toBe(true);
});

const jiti = fileURLToPath(new URL("../../node_modules/.bin/jiti", import.meta.url));
const script = fileURLToPath(new URL("run.ts", import.meta.url));

test("the script runs a command with the driver in the cache, and ends as it ends", () => {
  mkdirSync(join(root, "multibatch"));
  mkdirSync(join(root, "multibatch", "software-vulkan"));
  folderWith("multibatch/software-vulkan/downloaded", driverFiles);
  const env = { ...process.env, XDG_CACHE_HOME: root };
  const program = "console.log(process.env.VK_DRIVER_FILES); process.exit(3)";
  const run = spawnSync(jiti, [script, "--download", "--", process.execPath, "-e", program], {
    env,
    encoding: "utf8",
  });
  const file = join(root, "multibatch/software-vulkan/downloaded/vk_swiftshader_icd.json");
  expect(run).toMatchObject({ status: 3, stdout: `${file}\n`, stderr: "" });
  const printed = execFileSync(jiti, [script, "--download"], { env, encoding: "utf8" });
  expect(printed).toContain(`export VK_DRIVER_FILES="${file}"`);
});

test("asked for what is installed, the script leaves a driver that was chosen, and fetches none", () => {
  const program = "console.log(process.env.VK_DRIVER_FILES)";
  const run = spawnSync(jiti, [script, "--installed", "--", process.execPath, "-e", program], {
    env: { ...process.env, VK_DRIVER_FILES: "/mine", XDG_CACHE_HOME: root },
    encoding: "utf8",
  });
  expect(run).toMatchObject({ status: 0, stdout: "/mine\n", stderr: "" });
  expect(readdirSync(root)).toEqual([]);
});

test("the script says what it does not know", () => {
  const { status, stderr } = spawnSync(jiti, [script, "npm", "test"], { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toMatch(/"npm" is no option; a command comes after "--"/);
});
