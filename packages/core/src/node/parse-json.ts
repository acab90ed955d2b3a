import { ConfigError } from "../errors.js";

/**
 * Parses JSON.
 *
 * @param file what to call the text in messages
 * @throws ConfigError with line and column of the first mistake
 */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const { position, expected } = firstMistake(text);
    const lines = text.slice(0, position).split("\n");
    const found = position >= text.length ? "the end of the file" : JSON.stringify(text[position]);
    throw new ConfigError(
      `${file}:${lines.length}:${lines[lines.length - 1].length + 1}: malformed JSON: expected ${expected}, found ${found}`,
    );
  }
}

interface Mistake {
  readonly position: number;
  readonly expected: string;
}

/**
 * Where a text stops being JSON. Engines word their own errors differently, and some of them leave
 * the position out, so the place is found by reading the grammar (RFC 8259) once more.
 */
function firstMistake(text: string): Mistake {
  let at = 0;
  const mistake = (expected: string): Mistake => ({ position: at, expected });
  const skipSpace = () => {
    while (/[ \t\r\n]/.test(text.charAt(at))) at++;
  };
  const take = (pattern: RegExp): boolean => {
    const match = new RegExp(pattern.source, "y");
    match.lastIndex = at;
    const found = match.exec(text);
    if (found) at += found[0].length;
    return found !== null;
  };
  const readString = (): Mistake | undefined => {
    if (!take(/"/)) return mistake("a string in double quotes");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings
    take(/(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/);
    return take(/"/) ? undefined : mistake("the end of the string");
  };
  const readItems = (close: RegExp, closeName: string, item: () => Mistake | undefined) => {
    skipSpace();
    if (take(close)) return undefined;
    for (;;) {
      const wrong = item();
      if (wrong) return wrong;
      skipSpace();
      if (take(close)) return undefined;
      if (!take(/,/)) return mistake(`"," or ${closeName}`);
    }
  };
  const readMember = (): Mistake | undefined => {
    skipSpace();
    const wrong = readString();
    if (wrong) return wrong;
    skipSpace();
    return take(/:/) ? readValue() : mistake('":"');
  };
  const readValue = (): Mistake | undefined => {
    skipSpace();
    if (take(/\{/)) return readItems(/\}/, '"}"', readMember);
    if (take(/\[/)) return readItems(/\]/, '"]"', readValue);
    if (text[at] === '"') return readString();
    return take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/)
      ? undefined
      : mistake("a value");
  };
  const wrong = readValue();
  if (wrong) return wrong;
  skipSpace();
  return mistake("nothing more");
}
