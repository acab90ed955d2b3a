import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  fixturePlugin,
  fixturesFolder,
  runCli,
  temporaryFolder,
  writeConfig,
} from "../cli.test.support.js";

async function train(config: string, ...more: string[]) {
  return runCli(["train", config, ...more], dirname(config));
}

function lines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("multibatch train", () => {
  test("trains, tells how it goes on stderr, and prints the result and the next command", async () => {
    const config = await writeConfig();
    const { code, stdout, stderr } = await train(config);
    expect(stderr).toContain("Data set: Brightness, 24 images of 6 identities; 24 to train on");
    expect(stderr).toContain("Engine: fixture, 1 thread: it needs nothing");
    expect(stderr).toContain("Step 5/5 · loss 0.2 · 123 images/s");
    expect(stderr).toContain("Validation at step 5: accuracy 96.25 % · best so far");
    expect(stdout).toContain("10 ± 0.5: best accuracy on 24 validation pairs");
    expect(stdout).toContain("1.50 M multiply-adds");
    expect(stdout).toMatch(/Validation accuracy +96\.25 %/);
    expect(stdout).toContain("multibatch eval runs/faces/model --config faces.json");
    expect(code).toBe(0);
    const card = join(dirname(config), "runs/faces/model/card.json");
    expect(JSON.parse(await readFile(card, "utf8"))).toMatchObject({ training: { steps: 5 } });
  });

  test("draws bars only where a person watches", async () => {
    const config = await writeConfig();
    const watched = await runCli(["train", config], dirname(config), { isTTY: true });
    expect(watched.stderr).toContain("Training ");
    expect(watched.stderr).toContain("/5 ");
    expect(watched.stderr).toContain("█");
    const piped = await train(config, "--resume");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are looked for
    expect(piped.stderr).not.toMatch(/\x1b|█/);
  });

  test("--json prints every event as a line, the result last, and nothing for people", async () => {
    const { code, stdout, stderr } = await train(await writeConfig(), "--json");
    expect(code).toBe(0);
    expect(stderr).toBe("");
    const events = lines(stdout);
    expect(events.filter(({ type }) => type === "step")).toHaveLength(5);
    expect(events.at(-1)).toMatchObject({
      type: "result",
      steps: 5,
      interrupted: false,
      card: { threshold: { value: 10 } },
    });
  });

  test("finds multibatch.config.json and names the run after it", async () => {
    const folder = await temporaryFolder();
    const config = await readFile(await writeConfig(), "utf8");
    await writeFile(join(folder, "multibatch.config.json"), config);
    const { stdout, code } = await runCli(["train"], folder);
    expect(stdout).toContain("runs/multibatch/model");
    expect(code).toBe(0);
  });

  test("--seed and --set replace options, checked by the plugin's own schema", async () => {
    const config = await writeConfig();
    const { stdout } = await train(
      config,
      ...["--seed", "7", "--set", "target.steps=3", "--set", "loss.threshold.initial=4", "--json"],
    );
    const result = lines(stdout).at(-1);
    expect(result).toMatchObject({ steps: 3, card: { training: { seed: 7 } } });

    const wrong = await train(config, "--set", "target.steps=many");
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/target\.steps: .*expected number, received "many"/);
    const unknown = await train(config, "--set", "model[0].depth=3");
    expect(unknown.stderr).toContain("depth: no such option, received 3");
    const part = await train(config, "--set", "lost.margin=3");
    expect(part.stderr).toContain('there is no part "lost"');
  });

  test("a folder that holds a run is refused unless --resume", async () => {
    const config = await writeConfig();
    await mkdir(join(dirname(config), "runs/faces"), { recursive: true });
    const refused = await train(config);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("already holds a run");
    expect((await train(config, "--resume")).code).toBe(0);
  });

  test("refuses to train on what another configuration judges on, unless told otherwise", async () => {
    const config = await writeConfig();
    const against = await writeConfig({ dataset: { part: "test" } });
    const refused = await train(config, "--against", against);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /The evaluation overlaps the training: 6 identities of the same name in both \(person 0, person 1, person 2, and 3 more\).+add --allow-overlap/,
    );
    expect((await train(config, "--against", against, "--allow-overlap")).code).toBe(0);
  });

  test("counts the images that could not be read", async () => {
    const config = await writeConfig({ dataset: { unreadable: [1, 2, 3, 4, 5] } });
    const { stdout, stderr, code } = await train(config);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Unreadable +5 images/);
    expect(stderr).toContain("Warning: image 1: It is torn. Mend it.");
    expect(stderr).not.toContain("image 5:");
  });

  test("the first Ctrl-C saves and ends with 130, the second one ends at once", async () => {
    const config = await writeConfig({ target: { steps: 10_000, millisecondsPerStep: 1 } });
    const exits: number[] = [];
    let interrupt = () => {};
    const running = runCli(["train", config], dirname(config), {
      onInterrupt: (listener) => {
        interrupt = listener;
        return () => {};
      },
      exit: (exitCode) => void exits.push(exitCode),
      stderr: {
        write: (text) => {
          if (!text.startsWith("Step ")) return;
          interrupt();
          expect(exits).toEqual([]);
          interrupt();
        },
      },
    });
    const { code, stdout } = await running;
    expect(code).toBe(130);
    expect(exits).toEqual([130]);
    expect(stdout).toContain("Interrupted after step 1; the model so far is saved.");
    expect(stdout).toContain("multibatch train faces.json --resume");
  });
});

describe("what is wrong is said, and ends with exit code 1", () => {
  async function complaint(config: string, ...more: string[]) {
    const { code, stdout, stderr } = await train(config, ...more);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    return stderr;
  }

  async function complaintAbout(text: string) {
    const file = join(await temporaryFolder(), "broken.json");
    await writeFile(file, text);
    return complaint(file);
  }

  test("no configuration", async () => {
    const { code, stderr } = await runCli(["train"], await temporaryFolder());
    expect(code).toBe(1);
    expect(stderr).toContain("There is no multibatch.config.ts, .js or .json in ");
    const file = join(await temporaryFolder(), "none.json");
    expect(await complaint(file)).toContain(`There is no configuration ${file}`);
  });

  test("malformed JSON, with line and column", async () => {
    expect(await complaintAbout('{\n  "dataset": {,\n')).toMatch(
      /broken\.json:2:15: malformed JSON: expected a string in double quotes, found ","/,
    );
  });

  test("a missing part and an unknown one", async () => {
    expect(await complaintAbout("{}")).toContain('the part "dataset" is missing');
    expect(await complaintAbout('{"datasett": {}}')).toContain('did you mean "dataset"?');
  });

  test("a wrong option: path, expectation and value", async () => {
    const value = await writeConfig({ loss: { margin: "wide" } });
    expect(await complaint(value)).toMatch(/loss\.margin: .*expected number, received "wide"/);
    const name = await writeConfig({ loss: { threshold: { inital: 3 } } });
    expect(await complaint(name)).toContain("loss.threshold.inital: no such option, received 3");
  });

  test("a plugin that is not installed, or not there", async () => {
    const missing = await writeConfig({ loss: { use: "multibatch-loss-from-nowhere" } });
    expect(await complaint(missing)).toContain("npm install multibatch-loss-from-nowhere");
    const noFile = await writeConfig({ loss: { use: "./my-loss.ts" } });
    expect(await complaint(noFile)).toContain("there is no file");
  });

  test("a plugin of the wrong kind, contract or role", async () => {
    const kind = await writeConfig({ loss: { use: fixturePlugin("sampler.ts") } });
    expect(await complaint(kind)).toContain(
      "is of kind sampler; a plugin of kind loss is wanted here",
    );
    const contract = await writeConfig({ loss: { use: fixturePlugin("future-loss.ts") } });
    expect(await complaint(contract)).toContain("was written for contract 2");
    const role = await writeConfig({ target: { use: fixturePlugin("runtime.ts") } });
    expect(await complaint(role)).toContain("is a runtime, which only runs models");
  });

  test("a plugin that throws, without a stack", async () => {
    const config = await writeConfig({ loss: { use: fixturePlugin("throwing-loss.ts") } });
    const text = await complaint(config);
    expect(text).toContain("threw while it was created: Cannot read properties of undefined");
    expect(text).not.toContain("    at ");
  });

  test("a loss that becomes NaN", async () => {
    const config = await writeConfig({ target: { failAt: 2 } });
    const text = await complaint(config);
    expect(text).toContain("Error: The loss became NaN at step 2.");
    expect(text).not.toContain("--verbose");
  });

  test("an unforeseen error shows its stack with --verbose or DEBUG only", async () => {
    const config = await writeConfig({ target: { throwAt: 2 } });
    const plain = await complaint(config);
    expect(plain).toContain("Error: undefined is not a model");
    expect(plain).toContain("--verbose");
    expect(plain).not.toContain("    at ");
    expect(await complaint(config, "--resume", "--verbose")).toMatch(/\n {4}at .*trainer\.ts/);
    const debug = await runCli(["train", config, "--resume"], fixturesFolder, {
      env: { DEBUG: "1" },
    });
    expect(debug.stderr).toContain("    at ");
  });

  test("--json ends with the error as a line", async () => {
    const config = await writeConfig({ loss: { margin: "wide" } });
    const { code, stdout, stderr } = await train(config, "--json");
    expect(code).toBe(1);
    expect(lines(stdout).at(-1)).toMatchObject({
      type: "error",
      error: { name: "ConfigError", path: "loss.margin" },
    });
    expect(stderr).toContain("loss.margin");
  });
});
