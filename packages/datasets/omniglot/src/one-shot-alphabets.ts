/**
 * The ten alphabets of the evaluation set that the makers' 20 one-shot runs draw from, found by
 * comparing the pixels of `all_runs.zip` with those of `images_evaluation.zip`: what Koch et al.
 * (2015) call 'the same ones used in Lake et al.'.
 */
export const oneShotAlphabets = [
  "Atlantean",
  "Ge_ez",
  "Glagolitic",
  "Gurmukhi",
  "Kannada",
  "Malayalam",
  "Manipuri",
  "Old_Church_Slavonic_(Cyrillic)",
  "Tengwar",
  "Tibetan",
] as const;
