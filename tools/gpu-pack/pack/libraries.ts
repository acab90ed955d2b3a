import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Debian's packages of the Vulkan loader, and of what NVIDIA's driver is linked with. */
const packages = [
  "libvulkan1",
  "libglvnd0",
  "libglx0",
  "libegl1",
  "libx11-6",
  "libxext6",
  "libxcb1",
  "libxau6",
  "libxdmcp6",
  "libbsd0",
  "libmd0",
];

/** Milliseconds that fetching them may take. */
const patience = 300_000;

/** Where their files lie in them. */
const folderOfLibraries = "usr/lib/x86_64-linux-gnu";

/** Where systems keep a loader of their own. */
const systemFolders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"];

/**
 * Brings the libraries into a folder, each under the name by which programs ask for it: from Debian's
 * packages, without root or an installation, else this system's Vulkan loader.
 *
 * @param tell is told what is missing
 */
export async function bringLibraries(to: string, tell: (line: string) => void): Promise<void> {
  await mkdir(to, { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), "multibatch-libraries-"));
  try {
    await run("apt-get", ["download", ...packages], { cwd: scratch, timeout: patience });
    for (const file of (await readdir(scratch)).filter((name) => name.endsWith(".deb"))) {
      await run("dpkg-deb", ["--extract", file, "."], { cwd: scratch });
    }
    await copyLibraries(join(scratch, folderOfLibraries), to, /\.so\.\d+$/);
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
    tell(`Debian's packages could not be had (${line}): this system's Vulkan loader is taken.`);
    const loader = /^libvulkan\.so\.1$/;
    for (const folder of systemFolders) await copyLibraries(folder, to, loader).catch(() => {});
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  if (!(await readdir(to)).includes("libvulkan.so.1")) {
    tell(
      "There is no Vulkan loader to pack: where the pack runs, libvulkan.so.1 must be installed.",
    );
  }
}

async function copyLibraries(from: string, to: string, names: RegExp): Promise<void> {
  for (const name of (await readdir(from)).filter((file) => names.test(file))) {
    // The names that programs ask for are links to files with whole versions.
    await cp(await realpath(join(from, name)), join(to, name));
  }
}
