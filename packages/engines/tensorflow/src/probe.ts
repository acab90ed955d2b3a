import { spawn } from "node:child_process";

/** What loading a package in another process showed. */
export type ProbeResult =
  | { readonly loads: true; readonly usesGpu: boolean }
  | { readonly loads: false; readonly why: string };

export type Probe = (packageFolder: string) => Promise<ProbeResult>;

/** Milliseconds that loading may take: from a cold disk the library, of a gigabyte, needs half a minute. */
const patience = 120_000;

const script = `
  require(process.argv[1]);
  const backend = require(require.resolve("@tensorflow/tfjs-core", { paths: [
    require("node:path").dirname(require.resolve("@tensorflow/tfjs/package.json", { paths: [process.argv[1]] })),
  ] })).backend();
  process.stdout.write("\\nPROBE " + JSON.stringify({ usesGpu: backend.isUsingGpuDevice === true }) + "\\n");
`;

/**
 * Loads a package in a process of its own: a native library that prints, hangs or crashes while it
 * is loaded must not do so here, and whether it finds a GPU is known only after that.
 */
export const probeInChild: Probe = (packageFolder) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ["-e", script, packageFolder], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2" },
    });
    let patient = true;
    const timer = setTimeout(() => {
      patient = false;
      child.kill("SIGKILL");
    }, patience);
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      errors += String(chunk);
    });
    child.on("error", (error) => resolve({ loads: false, why: error.message }));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const answer = /^PROBE (.*)$/m.exec(output);
      if (code === 0 && answer) {
        const { usesGpu } = JSON.parse(answer[1]) as { usesGpu: boolean };
        resolve({ loads: true, usesGpu });
      } else if (patient) {
        resolve({ loads: false, why: explain(errors, code, signal) });
      } else {
        resolve({ loads: false, why: `it was not loaded within ${patience / 1000} seconds` });
      }
    });
  });

/** What a process that ends by a signal most often suffers from. */
const causes: Partial<Record<NodeJS.Signals, string>> = {
  SIGBUS: ": one of its files is cut short",
  SIGILL: ": this processor lacks instructions that its TensorFlow was built for",
};

function explain(errors: string, code: number | null, signal: NodeJS.Signals | null): string {
  const message = /^\w*Error:.*$/m.exec(errors)?.[0];
  if (message) return message.replace(/[.\s]+$/, "");
  if (signal) return `the process that loaded it ended by ${signal}${causes[signal] ?? ""}`;
  return `the process that loaded it ended with code ${code}`;
}
