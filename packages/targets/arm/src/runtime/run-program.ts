import { spawn } from "node:child_process";
import { DataError } from "@multibatch/core";

/**
 * Hands bytes to a program and collects what it answers.
 *
 * @throws DataError when it does not end well
 */
export function runProgram(
  program: string,
  argument: string,
  input: Uint8Array,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [argument], { stdio: ["pipe", "pipe", "pipe"] });
    const answers: Buffer[] = [];
    let complaint = "";
    child.stdout.on("data", (part: Buffer) => answers.push(part));
    child.stderr.on("data", (part: Buffer) => {
      complaint += part.toString();
    });
    // A program that ends early closes its input; why it did so is told by its end.
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(new Uint8Array(Buffer.concat(answers)));
      reject(
        new DataError(
          `The compiled model ended with ${code ?? signal}: ${complaint.trim() || "without a word"}.`,
        ),
      );
    });
    child.stdin.end(input);
  });
}
