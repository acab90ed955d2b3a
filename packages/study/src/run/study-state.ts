import { readFile } from "node:fs/promises";
import { ConfigError, type Json } from "@multibatch/core";
import { parseJson, writeFileAtomic } from "@multibatch/core/node";

/** What a study has found so far, in a file: an interrupted study goes on where it was. */
export class StudyState {
  private constructor(
    private readonly file: string,
    private readonly question: Json,
    private readonly answers: Map<string, unknown>,
  ) {}

  /**
   * Opens the state of a study, or begins one.
   *
   * @param question all that the answers depend on
   * @throws ConfigError when the file holds answers to another question
   */
  static async open(file: string, question: Json): Promise<StudyState> {
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text === undefined) return new StudyState(file, question, new Map());
    const saved = parseJson(text, file) as { question?: Json; answers?: Record<string, unknown> };
    if (JSON.stringify(saved.question) !== JSON.stringify(question)) {
      throw new ConfigError(
        `${file} belongs to a study with other options or another configuration. Choose another output folder, or remove this one to begin anew; nothing was changed.`,
      );
    }
    return new StudyState(file, question, new Map(Object.entries(saved.answers ?? {})));
  }

  /** The answer of that name: known from before, or found now and written down. */
  async answer<T>(name: string, find: () => Promise<T> | T): Promise<T> {
    if (!this.answers.has(name)) {
      this.answers.set(name, await find());
      const content = { question: this.question, answers: Object.fromEntries(this.answers) };
      await writeFileAtomic(this.file, `${JSON.stringify(content)}\n`);
    }
    return this.answers.get(name) as T;
  }

  has(name: string): boolean {
    return this.answers.has(name);
  }
}
