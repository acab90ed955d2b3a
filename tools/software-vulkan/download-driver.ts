import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompressSync } from "node:zlib";
import { driverFiles } from "./driver.js";

const run = promisify(execFile);

/** A package with the driver in it, and how its files are got out, into the present folder. */
interface Source {
  readonly name: string;
  /** Unpacks into `folder`; @returns the folder with the driver's files */
  unpack(folder: string): Promise<string>;
}

/** Debian's and Ubuntu's packages; neither root nor an installation is needed. */
const debian: Source = {
  name: "Debian's chromium-common",
  unpack: async (folder) => {
    await run("apt-get", ["download", "chromium-common"], { cwd: folder });
    const [file] = (await readdir(folder)).filter((name) => name.endsWith(".deb"));
    await run("dpkg-deb", ["--extract", file, "."], { cwd: folder });
    return join(folder, "usr/lib/chromium");
  },
};

/** A build of Chromium inside an npm package, for x64. */
const npm: Source = {
  name: "npm's @sparticuz/chromium",
  unpack: async (folder) => {
    await run("npm", ["pack", "@sparticuz/chromium@147.0.0", "--silent"], { cwd: folder });
    const [file] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    const member = "package/bin/swiftshader.tar.br";
    await run("tar", ["--extract", "--gzip", "--file", file, member], { cwd: folder });
    const archive = brotliDecompressSync(await readFile(join(folder, member)));
    await writeFile(join(folder, "swiftshader.tar"), archive);
    await run("tar", ["--extract", "--file", "swiftshader.tar"], { cwd: folder });
    return folder;
  },
};

/**
 * Downloads the driver into a folder, from the first source that has it.
 *
 * @param tell is told of each attempt
 * @throws Error with what each source said
 */
export async function downloadDriver(to: string, tell: (line: string) => void): Promise<string> {
  const failures: string[] = [];
  for (const source of [debian, npm]) {
    const scratch = await mkdtemp(join(tmpdir(), "multibatch-vulkan-"));
    try {
      tell(`Fetching SwiftShader from ${source.name} …`);
      const from = await source.unpack(scratch);
      await mkdir(to, { recursive: true });
      for (const file of driverFiles) await cp(join(from, file), join(to, file));
      return to;
    } catch (error) {
      const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
      failures.push(`${source.name}: ${line}`);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  throw new Error(`No software driver could be had. ${failures.join("; ")}`);
}
