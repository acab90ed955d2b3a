import { describe, expect, test } from "vitest";
import { runCli } from "./cli.test.support.js";

const commands = ["train", "eval", "embed", "compare", "cost", "schema", "doctor"];

describe("help", () => {
  test("the command names its commands, examples and exit codes", async () => {
    const { code, stdout, stderr } = await runCli(["--help"]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    for (const command of commands) expect(stdout).toContain(`  ${command} `);
    expect(stdout).toContain("Examples:");
    expect(stdout).toContain("130 interrupted");
  });

  test.each(commands)(
    "%s teaches by an example, and has --json and exit codes",
    async (command) => {
      const { code, stdout } = await runCli([command, "--help"]);
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: multibatch ${command}`);
      expect(stdout).toContain(`$ multibatch ${command}`);
      expect(stdout).toContain("--json");
      expect(stdout).toContain("Exit codes: 0");
    },
  );

  test("no line of help is wider than 100 columns", async () => {
    for (const argv of [["--help"], ...commands.map((command) => [command, "--help"])]) {
      const { stdout } = await runCli(argv);
      for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(100);
    }
  });

  test("the version is the package's", async () => {
    const { code, stdout } = await runCli(["--version"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("wrong use ends with exit code 2 and says what was meant", () => {
  test.each([
    ["an unknown command", ["trian"], "unknown command 'trian'", "(Did you mean train?)"],
    ["an unknown option", ["train", "--sed", "3"], "unknown option '--sed'", "--seed"],
    ["an option of another command", ["doctor", "--out"], "unknown option '--out'", "--help"],
    ["a missing argument", ["compare", "model", "a.png"], "missing required argument 'second'", ""],
    ["one argument too many", ["doctor", "now"], "too many arguments for 'doctor'", ""],
    ["a seed that is none", ["train", "--seed", "-1"], "argument '-1' is invalid", "0…4294967295"],
    ["an override without value", ["train", "--set", "steps"], "is invalid", "path=value"],
    ["an unknown format", ["embed", "m", "a", "--format", "xml"], "Allowed choices", "json, csv"],
    ["an evaluation without --config", ["eval", "model"], "required option", "--config"],
  ])("%s", async (_what, argv, complaint, hint) => {
    const { code, stdout, stderr } = await runCli(argv);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(complaint);
    expect(stderr).toContain(hint);
  });

  test("no command at all shows the help", async () => {
    const { code, stderr } = await runCli([]);
    expect(code).toBe(2);
    expect(stderr).toContain("Usage: multibatch");
  });
});
