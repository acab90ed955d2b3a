/** Words that a C file must not use for its own: those of C99 and those of the generated file. */
const reserved = new Set(
  (
    "auto break case char const continue default do double else enum extern float for goto if inline int long " +
    "register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while " +
    "embedder weights image arena embedding self checksum main"
  ).split(" "),
);

/** Turns the names of layers into distinct C identifiers that resemble them. */
export function identifiersFor(names: readonly string[]): Map<string, string> {
  const taken = new Set(reserved);
  return new Map(
    names.map((name): [string, string] => {
      const plain = name.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^(?![a-zA-Z])/, "layer_");
      let identifier = plain;
      for (let i = 2; taken.has(identifier) || /^(mb_|EMBEDDER)/.test(identifier); i++) {
        identifier = `layer_${plain}${i > 2 ? `_${i}` : ""}`;
      }
      taken.add(identifier);
      taken.add(`${identifier}_layer`);
      return [name, identifier];
    }),
  );
}
