import type { Random } from "@multibatch/core";
import { type Colour, colourAlong, mixColours, scaleColour } from "../drawing/colour.js";

const skinStops: readonly Colour[] = [
  [0.99, 0.88, 0.79],
  [0.95, 0.77, 0.63],
  [0.83, 0.61, 0.44],
  [0.62, 0.41, 0.27],
  [0.4, 0.26, 0.18],
];

const hairColours: readonly Colour[] = [
  [0.09, 0.08, 0.09],
  [0.2, 0.13, 0.09],
  [0.36, 0.22, 0.13],
  [0.47, 0.21, 0.11],
  [0.7, 0.36, 0.16],
  [0.78, 0.6, 0.34],
  [0.92, 0.8, 0.55],
  [0.56, 0.55, 0.55],
  [0.88, 0.87, 0.85],
];

const irisColours: readonly Colour[] = [
  [0.2, 0.11, 0.06],
  [0.36, 0.22, 0.1],
  [0.45, 0.38, 0.16],
  [0.3, 0.45, 0.27],
  [0.3, 0.5, 0.66],
  [0.45, 0.52, 0.56],
];

/** A beard's parts, each 0 (none) … 1 (full). */
export interface Beard {
  readonly moustache: number;
  readonly chin: number;
  readonly cheeks: number;
}

/** A small dark spot: canonical coordinates and radius. */
export interface SkinMark {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/**
 * All that is the same in every image of one person. Lengths and places are canonical: the head's
 * centre is 0, x to the right, y downwards, 1 is half of the picture. Shares are 0…1.
 */
export type FaceIdentity = ReturnType<typeof drawIdentity>;

/** Draws a person. Every number is drawn whatever the others are, so they are independent. */
export function drawIdentity(random: Random) {
  const within = (low: number, high: number) => random.uniform(low, high);
  /** Denser in the middle than `within`, over the same range. */
  const around = (low: number, high: number) =>
    low + ((high - low) * (random.uniform() + random.uniform())) / 2;
  const share = () => random.uniform();
  const chance = (probability: number) => random.uniform() < probability;
  const one = <T>(items: readonly T[]) => items[random.integer(items.length)];

  const skin = colourAlong(skinStops, within(0, 1));
  const undertone: Colour = one([
    [1, 0.55, 0.5],
    [0.95, 0.8, 0.45],
    [0.8, 0.6, 0.55],
  ]);
  const hair = mixColours(one(hairColours), one(hairColours), within(0, 0.25));
  const head = {
    halfWidth: within(0.395, 0.525),
    top: within(0.48, 0.61),
    chin: within(0.55, 0.73),
    /** Swell of the outline at the temples, cheekbones, jaw angle and chin, as shares of the radius. */
    temples: within(-0.04, 0.05),
    cheekbones: within(-0.05, 0.06),
    jaw: within(-0.09, 0.14),
    chinWidth: within(-0.06, 0.07),
  };
  const eyeY = around(-0.1, 0.05);
  const noseLength = within(0.18, 0.33);
  const noseY = eyeY + noseLength;
  return {
    skin: mixColours(skin, undertone, within(0, 0.12)),
    blush: within(0, 0.5),
    /** Depth of the folds beside nose and mouth. */
    folds: Math.max(0, within(-0.5, 1)),
    head,
    eyes: {
      y: eyeY,
      /** From the face's middle to the middle of an eye. */
      x: within(0.165, 0.24),
      halfWidth: within(0.075, 0.12),
      /** Height over width. */
      openness: within(0.3, 0.75),
      tilt: within(-0.2, 0.2),
      iris: scaleColour(one(irisColours), within(0.8, 1.2)),
      irisRadius: within(0.042, 0.058),
      lashes: within(0.008, 0.03),
      /** Gap between lid and crease; the crease is faint where it is small. */
      crease: within(0, 0.05),
      bags: Math.max(0, within(-0.6, 0.8)),
    },
    brows: {
      /** Above the eye's middle. */
      rise: within(0.095, 0.19),
      halfLength: within(0.09, 0.15),
      thickness: within(0.016, 0.075),
      bow: within(0.0, 0.06),
      tilt: within(-0.22, 0.18),
      darkness: within(0.35, 1),
    },
    nose: {
      y: noseY,
      halfWidth: within(0.05, 0.125),
      bridge: within(0.02, 0.05),
      nostrils: share(),
      tip: share(),
    },
    mouth: {
      /** Share of the way from nose to chin. */
      y: noseY + (head.chin - noseY) * around(0.32, 0.5),
      halfWidth: within(0.1, 0.215),
      upperLip: within(0.01, 0.06),
      lowerLip: within(0.015, 0.08),
      /** How far the corners are above the middle. */
      curve: within(-0.02, 0.04),
      colour: mixColours([0.78, 0.32, 0.33], scaleColour(skin, 0.7), within(0.1, 0.8)),
    },
    ears: {
      halfHeight: within(0.09, 0.17),
      y: within(-0.06, 0.08),
      /** How far they stand out from the head. */
      out: within(0.01, 0.08),
      lobe: share(),
    },
    hair: {
      colour: hair,
      bald: chance(0.09),
      volumeTop: within(0.01, 0.24),
      volumeSide: within(0, 0.15),
      /** Where the hairline crosses the middle. */
      lineY: within(-0.45, -0.17),
      slope: within(-0.45, 0.45),
      curve: within(-1, 1.1),
      peak: Math.max(0, within(-0.15, 0.12)),
      fringe: chance(0.35) ? within(0.015, 0.05) : 0,
      curl: chance(0.4) ? within(0.2, 1) : 0,
      /** Lower end behind the head; negative is short. */
      length: chance(0.45) ? within(0.25, 1.15) : -0.2,
      sideburns: within(-0.2, 0.2),
      streaks: within(0, 0.35),
      phase: within(0, 2 * Math.PI),
    },
    beard: drawBeard(chance(0.38), within, chance),
    freckles: drawFreckles(chance(0.25), random),
    moles: Array.from({ length: chance(0.35) ? 1 + random.integer(2) : 0 }, () => ({
      x: within(-0.3, 0.3),
      y: within(-0.15, 0.5),
      radius: within(0.011, 0.02),
    })) as readonly SkinMark[],
    neck: within(0.2, 0.31),
  };
}

function drawBeard(
  bearded: boolean,
  within: (low: number, high: number) => number,
  chance: (probability: number) => boolean,
): Beard {
  const [moustache, chin, cheeks] = [chance(0.75), chance(0.7), chance(0.5)];
  const density = within(0.35, 1);
  if (!bearded) return { moustache: 0, chin: 0, cheeks: 0 };
  return {
    moustache: moustache ? density : 0,
    chin: chin ? density : 0,
    cheeks: chin && cheeks ? density : 0,
  };
}

function drawFreckles(freckled: boolean, random: Random): readonly SkinMark[] {
  const count = freckled ? 14 + random.integer(16) : 0;
  return Array.from({ length: count }, () => ({
    x: random.normal(0, 0.17),
    y: random.normal(0.14, 0.06),
    radius: random.uniform(0.005, 0.01),
  }));
}
