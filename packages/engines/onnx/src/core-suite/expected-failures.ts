import type { Outcome } from "./jasmine.js";

/** Why some tests of tfjs-core's fail on this backend. */
interface Reason {
  readonly reason: string;
  covers(outcome: Outcome): boolean;
}

const named =
  (...names: readonly string[]) =>
  ({ name }: Outcome) =>
    names.includes(name);

export const reasons: readonly Reason[] = [
  {
    reason:
      "Complex numbers are refused, with an error that says so: no network here computes with them.",
    covers: ({ failure }) => failure === "The onnx engine has no complex numbers.",
  },
  {
    reason:
      "An index out of bounds cannot be seen while a graph is recorded. ONNX Runtime throws when it runs, " +
      "and takes −1 for the last element.",
    covers: named("gather throws when index is out of bound"),
  },
  {
    reason:
      "The test expects dy divided by the size of the whole window, padding included, which is not the " +
      "derivative of its own forward pass: that divides by the pixels that are there.",
    covers: named("avgPool gradient x=[3,3,1] f=[3,3] s=1 p=explicit"),
  },
  {
    reason:
      "Right to the last place but one of float32; the test asks for 0.001 of a number above 20,000.",
    covers: named("exp int32", "tan numbers exceed float32 precision"),
  },
];

/** The failures by reason as Markdown. */
export function reportFailures(total: number, failures: readonly Outcome[]): string {
  const sections = reasons.map(({ reason, covers }) => {
    const names = failures.filter(covers).map(({ name }) => `- ${name}`);
    return `## ${names.length} ${names.length === 1 ? "test" : "tests"}\n\n${reason}\n\n${names.sort().join("\n")}\n`;
  });
  return [
    "# tfjs-core's own tests on this backend",
    `${total - failures.length} of ${total} tests that ship inside tfjs-core 4.22 pass. These fail, each for a reason. ` +
      "`npm run core-suite` writes this page; the tests of this package hold it to the truth.",
    ...sections,
  ].join("\n\n");
}
