import * as tf from "@tensorflow/tfjs-core";
import { hostKernels } from "../host-kernels.js";
import { kernels } from "../kernels/index.js";

/** Names of all kernels that tfjs-core 4.22 asks backends for. */
function kernelNames(): string[] {
  // Constants of tfjs-core in capitals whose value is the name itself, and the three fused ones.
  const constants = Object.entries(tf).filter(
    ([constant, name]) =>
      typeof name === "string" && constant.replace(/^_/, "") === name.replace(/^_/, ""),
  );
  return [...new Set(constants.map(([, name]) => name as string))].sort();
}

/** What becomes of one kernel. */
function row(name: string): string {
  if (name in hostKernels) return `| ${name} | native | no computing: data is shared, or written |`;
  const kernel = kernels.find((candidate) => candidate.name === name);
  if (kernel) return `| ${name} | native | ${kernel.limits ?? ""} |`;
  const known = tf.getKernel(name, "cpu") !== undefined;
  return `| ${name} | ${known ? "fallback" : "missing"} | |`;
}

/** The table of all kernels of tfjs as Markdown. Needs tfjs-cpu to be registered. */
export function featureTable(): string {
  const rows = kernelNames().map(row);
  const count = (word: string) => rows.filter((text) => text.includes(`| ${word} |`)).length;
  return `# Kernels

Of the ${rows.length} kernels of tfjs 4.22, ${count("native")} are native: part of the compiled graph.
${count("fallback")} fall back to tfjs-cpu, which reads their inputs and so costs a run.
${count("missing")} are missing, as they are in tfjs-cpu. \`npm run features\` writes this page; the tests of this package
hold it to the truth. Random numbers are no kernels: tfjs draws them in JavaScript, and so does \`Random\` of core.

| kernel | here | limits |
|---|---|---|
${rows.join("\n")}
`;
}
