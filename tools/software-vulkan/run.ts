import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { downloadDriver } from "./download-driver.js";
import {
  browserFolders,
  cacheFolder,
  driverEnvironment,
  findDriver,
  hasDriver,
  linkDriver,
} from "./driver.js";

const help = `Gives programs a software Vulkan driver, SwiftShader, so that WebGPU runs without a graphics card.

  npx jiti tools/software-vulkan/run.ts -- npm test     runs a command with it
  eval "$(npx jiti tools/software-vulkan/run.ts)"       sets it up for this shell

The driver is taken from an installed Chromium or Chrome, else from the cache, else it is downloaded
from Debian's packages (apt-get download) or from npm. Nothing is installed, and root is not needed.

options
  --download   download it even where a browser has one
  --installed  use only what is on this machine, and only where it has no other driver; else the command
               runs as it would without this program
  --help`;

const cache = cacheFolder();
const downloaded = join(cache, "downloaded");

/** Finds the driver; @returns its folder, if it is on this machine */
function find(): string | undefined {
  const browser = findDriver(browserFolders);
  if (browser) return linkDriver(browser, join(cache, `of${browser.replaceAll("/", "-")}`));
  return findDriver([downloaded]);
}

/** Finds the driver or downloads it; @returns its folder */
async function obtain(download: boolean): Promise<string> {
  const found = download ? findDriver([downloaded]) : find();
  return found ?? downloadDriver(downloaded, (line) => console.error(line));
}

/** The variables that make programs use the driver; none where there is to be none. */
async function variables(options: readonly string[]): Promise<Record<string, string>> {
  if (!options.includes("--installed")) {
    return driverEnvironment(await obtain(options.includes("--download")));
  }
  const folder = hasDriver() ? undefined : find();
  return folder === undefined ? {} : driverEnvironment(folder);
}

/** Runs a command to its end; @returns its exit code, as a shell would give it */
function runCommand([command, ...operands]: readonly string[], extra: Record<string, string>) {
  return new Promise<number>((resolve) => {
    const child = spawn(command, operands, { stdio: "inherit", env: { ...process.env, ...extra } });
    // The terminal sends these to the command as well; it decides how to end.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
    child.on("error", ({ message }) => {
      console.error(message);
      resolve(127);
    });
    child.on("close", (code, signal) =>
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)),
    );
  });
}

const words = process.argv.slice(2);
const end = words.indexOf("--");
const own = end < 0 ? words : words.slice(0, end);
const command = end < 0 ? [] : words.slice(end + 1);
const unknown = own.find((word) => !["--download", "--installed", "--help"].includes(word));

if (own.includes("--help")) console.log(help);
else if (unknown !== undefined) {
  console.error(`"${unknown}" is no option; a command comes after "--".\n\n${help}`);
  process.exitCode = 2;
} else {
  try {
    const extra = await variables(own);
    if (command.length > 0) process.exitCode = await runCommand(command, extra);
    else
      for (const [name, value] of Object.entries(extra)) console.log(`export ${name}="${value}"`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
