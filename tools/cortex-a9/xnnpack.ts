import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { armFlags, type Measurement, measure } from "./measure.js";
import { armCompiler, call } from "./tools.js";

/** How to get what `measureXnnpack` needs, on Debian. */
export const xnnpackHint = `dpkg --add-architecture armhf && apt-get update
apt-get download libxnnpack-dev:armhf libxnnpack0:armhf libpthreadpool-dev:armhf libpthreadpool0:armhf libcpuinfo0:armhf libstdc++6:armhf
for package in *.deb; do dpkg -x "$package" xnnpack; done`;

/** Whether a folder holds Debian's packages of XNNPACK, unpacked. */
export function hasXnnpack(folder: string): boolean {
  return existsSync(join(folder, "usr/include/xnnpack.h"));
}

/** Measures the embedder alone on Debian's XNNPACK. */
export async function measureXnnpack(
  folder: string,
  plugin: string,
  scratch: string,
): Promise<Measurement> {
  const libraries = join(folder, "usr/lib/arm-linux-gnueabihf");
  const programs = fileURLToPath(new URL("./programs", import.meta.url));
  const program = join(scratch, "xnnpack");
  await call(
    armCompiler,
    ...armFlags,
    ...["-I", join(folder, "usr/include"), join(programs, "xnnpack.c"), "-L", libraries],
    ...[join(libraries, "libXNNPACK.so.0"), "-Wl,--allow-shlib-undefined"],
    ...["-lpthreadpool", "-lm", "-o", program],
  );
  const flags = ["-L", "/usr/arm-linux-gnueabihf", "-E", `LD_LIBRARY_PATH=${libraries}`];
  return measure(program, plugin, scratch, flags);
}
