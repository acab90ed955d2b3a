/**
 * Says in words why a graph is not one of those that are compiled already, from their structural
 * keys: what is different from the one that is most like it.
 */
export function describeChange(key: string, known: Iterable<string>): string {
  const words = key.split(" ");
  let least = Number.POSITIVE_INFINITY;
  let change = "it calls other kernels than any before";
  for (const candidate of known) {
    const others = candidate.split(" ");
    if (others.length !== words.length) continue;
    const different = words.flatMap((word, i) => (word === others[i] ? [] : [i]));
    if (different.length === 0 || different.length >= least) continue;
    least = different.length;
    change = describeWord(others[different[0]], words[different[0]]);
  }
  return change;
}

function describeWord(before: string, after: string): string {
  const [kernelBefore, kernelAfter] = [before, after].map(
    (word) => /^[A-Za-z_]\w*/.exec(word)?.[0],
  );
  const isCall = (word: string) => word.includes("{");
  if (!isCall(before) || !isCall(after)) return `data of shape ${before} is now ${after}`;
  if (kernelBefore !== kernelAfter) return `it calls ${kernelAfter} instead of ${kernelBefore}`;
  const attributes = (word: string) => word.slice(kernelAfter!.length);
  return `the attributes of ${kernelAfter} were ${attributes(before)} and are ${attributes(after)}`;
}
