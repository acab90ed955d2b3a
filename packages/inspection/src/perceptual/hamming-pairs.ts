/** Bits of a band. */
const bandBits = 16;
const bands = 4;
const bucketCount = 1 << bandBits;

/**
 * Finds all pairs of 64-bit hashes that differ in few bits, without comparing all with all: two
 * hashes within the limit agree, in one of their four bands of 16 bits, to within a quarter of it,
 * so that only neighbouring buckets of a band are looked at (multi-index hashing: Norouzi, Punjani,
 * Fleet, IEEE TPAMI 36(6), 2014).
 *
 * @param hashes `[n, 2]`
 * @param limit most bits that may differ, 0…11
 * @param onPair called once for each pair, first < second; false ends the search
 * @param onProgress called now and then with the hashes done, out of four times n
 */
export function findHammingPairs(
  hashes: Uint32Array,
  limit: number,
  onPair: (first: number, second: number, bits: number) => boolean,
  onProgress: (done: number) => void = () => {},
): void {
  const count = hashes.length / 2;
  const radius = Math.floor(limit / bands);
  const masks = masksWithin(radius);
  for (let band = 0; band < bands; band++) {
    const { starts, order } = sortIntoBuckets(hashes, band);
    for (let first = 0; first < count; first++) {
      if (first % 4096 === 0) onProgress(band * count + first);
      const own = bandOf(hashes, first, band);
      for (const mask of masks) {
        const bucket = own ^ mask;
        for (let at = starts[bucket]; at < starts[bucket + 1]; at++) {
          const second = order[at];
          if (second <= first) continue;
          const bits =
            countBits(hashes[2 * first] ^ hashes[2 * second]) +
            countBits(hashes[2 * first + 1] ^ hashes[2 * second + 1]);
          if (bits > limit || foundBefore(hashes, first, second, band, radius)) continue;
          if (!onPair(first, second, bits)) return;
        }
      }
    }
  }
}

/** Whether an earlier band has brought the pair up already. */
function foundBefore(
  hashes: Uint32Array,
  first: number,
  second: number,
  band: number,
  radius: number,
): boolean {
  for (let earlier = 0; earlier < band; earlier++) {
    const difference = bandOf(hashes, first, earlier) ^ bandOf(hashes, second, earlier);
    if (countBits(difference) <= radius) return true;
  }
  return false;
}

function bandOf(hashes: Uint32Array, image: number, band: number): number {
  return (hashes[2 * image + (band >> 1)] >>> (bandBits * (band & 1))) & (bucketCount - 1);
}

/** Images by their bits in a band: those of bucket b are `order[starts[b] … starts[b + 1] − 1]`. */
function sortIntoBuckets(hashes: Uint32Array, band: number) {
  const count = hashes.length / 2;
  const starts = new Uint32Array(bucketCount + 1);
  for (let image = 0; image < count; image++) starts[bandOf(hashes, image, band) + 1]++;
  for (let bucket = 0; bucket < bucketCount; bucket++) starts[bucket + 1] += starts[bucket];
  const next = starts.slice();
  const order = new Uint32Array(count);
  for (let image = 0; image < count; image++) order[next[bandOf(hashes, image, band)]++] = image;
  return { starts, order };
}

/** All words of 16 bits of which at most `radius` are set. */
function masksWithin(radius: number): Uint16Array {
  return Uint16Array.from({ length: bucketCount }, (_, mask) => mask).filter(
    (mask) => countBits(mask) <= radius,
  );
}

/** Bits that are set in a word of 32. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
