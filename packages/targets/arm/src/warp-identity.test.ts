import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { armv7, armv8, gcc, isInstalled, sanitised } from "./compilers.test.support.js";

const scratch = mkdtempSync(join(tmpdir(), "multibatch-arm-identity-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const code = fileURLToPath(new URL("./c", import.meta.url));
const sources = [
  fileURLToPath(new URL("../fixtures/warp_identity.c", import.meta.url)),
  join(code, "kernels", "warp.c"),
  join(code, "kernels", "position.c"),
];

for (const toolchain of [gcc, sanitised, armv7, armv8]) {
  describe.skipIf(!isInstalled(toolchain))(`the identity by ${toolchain.name}`, () => {
    const program = join(scratch, toolchain.name);
    beforeAll(() => {
      const { compiler, flags } = toolchain;
      execFileSync(compiler, [...flags, "-I", code, ...sources, "-o", program]);
    }, 60_000);

    it.each([
      [112, 112, 3],
      [37, 53, 1],
      [1, 7, 3],
      [9, 1, 8],
    ])("leaves noise of %i × %i × %i as it is, to the last bit", (...size) => {
      const [command, ...rest] = [...(toolchain.emulator ?? []), program, ...size.map(String)];
      expect(execFileSync(command, rest, { encoding: "utf8" })).toBe("0");
    });
  });
}
