import type { Random } from "@multibatch/core";
import type { Colour } from "../drawing/colour.js";
import type { NuisanceStrengths } from "../synthetic-faces-options.js";

/** What hides a part of the picture. */
export interface Occlusion {
  readonly kind: "bar" | "patch" | "hand";
  /** Where, in the picture's coordinates of −1…1, and which way it is turned (radians). */
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly size: number;
  readonly colour: Colour;
}

/** A pair of glasses. */
export interface Glasses {
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly roundness: number;
  readonly thickness: number;
  readonly colour: Colour;
}

/** All that differs from image to image of one person. */
export type FaceNuisance = ReturnType<typeof drawNuisance>;

/**
 * Draws the circumstances of an image.
 *
 * The same random numbers are used whatever the strengths are: a strength of 0 takes its nuisance
 * away and leaves all others as they were.
 */
export function drawNuisance(random: Random, strengths: NuisanceStrengths) {
  const either = (strength: number) => strength * random.uniform(-1, 1);
  const upTo = (strength: number) => strength * random.uniform();
  const radians = Math.PI / 180;
  const { expression, light, background } = strengths;
  /** Between grey and any colour. */
  const surface = (): Colour => {
    const base = random.uniform(-0.42, 0.4);
    const channel = () => 0.5 + background * (base + random.uniform(-0.15, 0.15));
    return [channel(), channel(), channel()];
  };
  const angle = random.uniform(0, 2 * Math.PI);
  const warmth = either(light);
  return {
    rotation: either(strengths.rotation) * radians,
    scale: 1 + either(strengths.scale),
    /** In the picture's coordinates: 2 is its width. */
    shiftX: 2 * either(strengths.shift),
    shiftY: 2 * either(strengths.shift),
    /** Radians; positive turns the face to the picture's right. */
    yaw: either(strengths.yaw) * radians,
    /** Radians; positive turns the face downwards. */
    pitch: either(strengths.pitch) * radians,
    /** 0…1 each; the square makes wide-open mouths rare. */
    mouthOpen: expression * Math.max(0, random.uniform(-0.8, 1)) ** 2,
    smile: expression * random.uniform(-0.4, 1),
    browRaise: expression * random.uniform(-0.6, 1),
    eyeClosure: expression * Math.max(0, random.uniform(-0.6, 0.75)) ** 2,
    gazeX: either(expression),
    gazeY: either(expression),
    lightX: Math.cos(angle) * light * random.uniform(0.1, 0.75),
    lightY: (0.6 * Math.sin(angle) - 0.25) * light * random.uniform(0.1, 0.75),
    /** Colour of the light: 1 is neutral. */
    lightColour: [1 + 0.1 * warmth, 1, 1 - 0.12 * warmth] as Colour,
    brightness: either(0.1 * light),
    contrast: 1 + either(0.25 * light),
    backgroundFrom: surface(),
    backgroundTo: surface(),
    backgroundAngle: random.uniform(0, 2 * Math.PI),
    blobs: Array.from({ length: 2 }, () => ({
      x: random.uniform(-1, 1),
      y: random.uniform(-1, 1),
      radius: random.uniform(0.12, 0.5),
      opacity: upTo(0.8 * background),
      colour: surface(),
    })),
    clothes: surface(),
    collar: random.uniform(),
    /** Standard deviations: of the blur as a share of the width, of the noise as a share of white. */
    blur: upTo(strengths.blur),
    noise: upTo(strengths.noise),
    glasses: drawGlasses(random.uniform() < strengths.glasses, random),
    occlusion: drawOcclusion(random.uniform() < strengths.occlusion, random),
  };
}

function drawGlasses(wears: boolean, random: Random): Glasses | undefined {
  const dark = random.uniform(0.05, 0.35);
  const glasses = {
    halfWidth: random.uniform(0.135, 0.165),
    halfHeight: random.uniform(0.085, 0.125),
    roundness: random.uniform(0.3, 1),
    thickness: random.uniform(0.012, 0.028),
    colour: [dark + random.uniform(0, 0.25), dark, dark] as Colour,
  };
  return wears ? glasses : undefined;
}

function drawOcclusion(occluded: boolean, random: Random): Occlusion | undefined {
  const kinds = ["bar", "patch", "hand"] as const;
  const occlusion = {
    kind: kinds[random.integer(kinds.length)],
    x: random.uniform(-0.55, 0.55),
    y: random.uniform(-0.55, 0.7),
    angle: random.uniform(-Math.PI, Math.PI),
    size: random.uniform(0.75, 1.25),
    colour: [random.uniform(), random.uniform(), random.uniform()] as Colour,
  };
  return occluded ? occlusion : undefined;
}
