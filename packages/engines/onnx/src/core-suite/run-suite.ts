import { readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";
import { Jasmine, type Outcome } from "./jasmine.js";

/** Test files about browsers, files and networks, which no backend has a part in. */
const apart = /^\.\/(io|platforms)\/|browser|jasmine_util/;

interface TestUtilities {
  setTestEnvs(environments: readonly object[]): void;
}

/** A module whose import is Node's own: that of this file belongs to the test runner. */
const importer = "data:text/javascript,export const load = (url) => import(url)";

/**
 * Runs the tests that ship inside tfjs-core, for one backend. It must be registered, with a factory
 * that makes a fresh one each time, since tfjs-core's tests reset the engine between suites.
 *
 * @param only a part of the path of the files to run
 */
export async function runCoreSuite(
  backend: string,
  report: (outcome: Outcome) => void,
  only: RegExp = /./,
): Promise<void> {
  register("./resolve-hooks.mjs", import.meta.url);
  const jasmine = new Jasmine();
  jasmine.install();
  const main = createRequire(import.meta.url).resolve("@tensorflow/tfjs-core");
  const dist = new URL(".", pathToFileURL(main));
  const node = (await import(/* @vite-ignore */ importer)) as { load(url: string): unknown };
  const load = async (path: string) => node.load(new URL(path, dist).href);

  await load("index.js");
  await load("register_all_gradients.js");
  await load("public/chained_ops/register_all_chained_ops.js");
  const { setTestEnvs } = (await load("jasmine_util.js")) as TestUtilities;
  setTestEnvs([{ name: "", backendName: backend, isDataSync: true }]);

  const list = readFileSync(new URL("tests.js", dist), "utf8");
  const files = [...list.matchAll(/^import '(.+)';$/gm)].map(([, path]) => path);
  for (const file of files.filter((path) => !apart.test(path) && only.test(path))) {
    await load(`${file}.js`);
    await jasmine.run(report);
  }
}
