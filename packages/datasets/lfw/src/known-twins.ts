/**
 * People of whom LFW has the same picture, byte for byte, under two names: `multibatch inspect` finds
 * these two pairs and no other. All four have this picture alone, so that whoever is trained on shows
 * the other one's picture.
 */
export const knownTwins: readonly (readonly [string, string])[] = [
  ["Bart_Hendricks", "Ricky_Ray"],
  ["Carlos_Beltran", "Raul_Ibanez"],
];

/** The other name of a person's picture, if there is one. */
export function twinOf(person: string): string | undefined {
  const pair = knownTwins.find((names) => names.includes(person));
  return pair?.find((name) => name !== person);
}
