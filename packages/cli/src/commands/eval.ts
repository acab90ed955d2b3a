import type { Command } from "commander";
import type { ProgramContext } from "../program.js";
export function addEval(_program: Command, _context: ProgramContext): void {}
