/** State of a generator: four unsigned 32-bit words; a plain JSON value. */
export type RandomState = readonly [number, number, number, number];

/**
 * Seeded generator of pseudo-random numbers: xoshiro128** (Blackman and Vigna, 2018), seeded by
 * SplitMix32. All randomness of a run comes from here, so that one seed gives one run.
 */
export class Random {
  private readonly words: Uint32Array;

  /** @param seed any integer, or the state of another generator to continue from */
  constructor(seed: number | RandomState) {
    this.words = new Uint32Array(4);
    if (typeof seed === "number") {
      let state = seed >>> 0;
      for (let i = 0; i < 4; i++) {
        state = (state + 0x9e3779b9) >>> 0;
        this.words[i] = mix(state);
      }
    } else {
      this.words.set(seed);
    }
    if (this.words.every((word) => word === 0)) this.words[0] = 1;
  }

  /** The state to continue from: `new Random(random.state())` goes on with the same numbers. */
  state(): RandomState {
    const [a, b, c, d] = this.words;
    return [a, b, c, d];
  }

  /**
   * An independent generator for a purpose: depends on the present state and the label, and leaves
   * this generator as it is.
   */
  fork(label: string): Random {
    let hash = 0x811c9dc5;
    for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
    const [a, b, c, d] = this.words;
    return new Random(mix(mix(mix(mix(hash ^ a) ^ b) ^ c) ^ d));
  }

  /** Uniform integer in 0…2³²−1. */
  word(): number {
    const s = this.words;
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** Uniform number in [low, high), by default [0, 1), with 32 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.word() / 4294967296);
  }

  /** Uniform integer in 0…count−1, without bias. @throws RangeError unless count is 1…2³² */
  integer(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > 4294967296) {
      throw new RangeError(`integer(count) wants a count of 1…2³², received ${count}.`);
    }
    const limit = 4294967296 - (4294967296 % count);
    let word = this.word();
    while (word >= limit) word = this.word();
    return word % count;
  }

  /** Normal number (Box–Muller; the second of each pair is dropped to keep the state small). */
  normal(mean = 0, deviation = 1): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: number } | unknown[]>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
  }
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

/** Finaliser of MurmurHash3: every bit of the input reaches every bit of the result. */
function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
