import { parseRunArguments, runHelp } from "./arguments.js";
import { measurePart } from "./part.js";
import type { PartSettings } from "./plan.js";
import { run } from "./run.js";

/*
 * The program in the pack: `main.mjs run …`, which starts itself as `main.mjs part <settings> <file>`.
 */
const [verb, ...words] = process.argv.slice(2);

if (verb === "part") {
  await measurePart(JSON.parse(words[0]) as PartSettings, words[1]);
  // Nothing more is to be waited for; drivers have threads that would keep the process.
  process.exit(0);
}
try {
  const asked = parseRunArguments(verb === "run" ? words : ["--help"], process.env);
  if (asked === "help") console.log(runHelp);
  else {
    const { parts } = await run(asked);
    console.log(`results.json and results.md are in ${asked.output}`);
    // Something was measured: what was not is in the results.
    process.exitCode = parts.some(({ measurement }) => measurement) ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
