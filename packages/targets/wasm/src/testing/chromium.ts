import { accessSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const places = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Path of a Chromium on this machine, or undefined; `CHROMIUM_PATH` names another one. */
export const chromiumPath = places.find((path) => {
  try {
    accessSync(path ?? "");
    return true;
  } catch {
    return false;
  }
});

if (!chromiumPath) {
  console.warn("SKIPPED: the tests in a browser. Install chromium, or set CHROMIUM_PATH.");
}

/**
 * Starts Chromium without a window; it talks to nobody but the page under test.
 *
 * @param more further arguments of the command line
 */
export function launchChromium(...more: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}
