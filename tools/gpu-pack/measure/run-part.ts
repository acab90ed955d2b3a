import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { measurementSchema, type PartResult } from "../results/schema.js";
import type { PartSettings, PlannedPart } from "./plan.js";

/** How a part is started: a program and the operands before the settings. */
export interface PartProgram {
  readonly command: readonly string[];
  /** Folder for what parts leave. */
  readonly scratch: string;
}

/**
 * Runs one part, each attempt in a process of its own, until one is measured. Never throws: what goes
 * wrong is a remark.
 *
 * @param secondsLeft for all attempts together
 */
export async function runPart(
  part: PlannedPart,
  program: PartProgram,
  secondsLeft: number,
): Promise<PartResult> {
  const started = performance.now();
  const spent = () => (performance.now() - started) / 1000;
  const remarks: string[] = [];
  const result = (measurement: PartResult["measurement"]): PartResult => ({
    name: part.name,
    seconds: spent(),
    measurement,
    remarks,
  });
  for (const settings of part.attempts) {
    const patience = Math.min(part.patience, secondsLeft - spent());
    if (patience <= 0) {
      remarks.push("There was no time left.");
      break;
    }
    const { measurement, remark } = await attempt(settings, part, program, patience);
    if (remark !== undefined) remarks.push(prefix(settings, part) + remark);
    if (measurement) return result(measurement);
  }
  return result(null);
}

/** Which of several attempts a remark is about. */
function prefix(settings: PartSettings, { attempts }: PlannedPart): string {
  return attempts.length > 1 && "batch" in settings ? `Batch ${settings.batch}: ` : "";
}

async function attempt(
  settings: PartSettings,
  { environment }: PlannedPart,
  { command, scratch }: PartProgram,
  patience: number,
) {
  const file = join(scratch, "measurement.json");
  rmSync(file, { force: true });
  const ending = await runToEnd(
    [...command, JSON.stringify(settings), file],
    environment,
    patience,
  );
  if (!existsSync(file)) return { remark: ending ?? "It ended without a measurement." };
  const { success, data, error } = measurementSchema.safeParse(readJson(file));
  if (!success) return { remark: `It measured nonsense: ${z.prettifyError(error)}` };
  return { measurement: data, remark: ending && `After the measurement: ${ending}` };
}

/** @returns undefined where a process ended in the middle of writing */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** @returns how the process ended, where it was not well */
function runToEnd(
  [file, ...operands]: readonly string[],
  environment: PlannedPart["environment"],
  patience: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(file, operands, {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...environment },
    });
    let log = "";
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, patience * 1000);
    child.stderr.on("data", (chunk) => {
      log += String(chunk);
    });
    child.on("error", ({ message }) => resolve(message));
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      const finish = () => {
        child.stderr.destroy();
        if (late) resolve(`It was ended after ${Math.round(patience)} s.`);
        else if (code === 0) resolve(undefined);
        else resolve(reasonOf(log) ?? `The process ended with ${signal ?? `code ${code}`}.`);
      };
      // All that it wrote; but what it started may hold the pipe open: its PyTorch ends by itself,
      // with the step that it is at.
      child.on("close", finish);
      setTimeout(finish, 1000);
    });
  });
}

/** The error that ended a process, from what it wrote. */
export function reasonOf(log: string): string | undefined {
  const lines = log.split("\n").map((line) => line.trim());
  const error = lines.findLast((line) => /^(\w*Error|Uncaught|FATAL|#\s+Fatal)/.test(line));
  return error ?? lines.findLast((line) => line !== "" && !line.startsWith("at "));
}
