import type * as tf from "@tensorflow/tfjs-core";
import type { Program } from "./program.js";

/** How the matrix product of a filter gradient is cut into workgroups. */
export interface Tiling {
  /** Rows: filter height × filter width × input channels. */
  readonly rows: number;
  /** Columns: output channels. */
  readonly columns: number;
  /** Rows and columns of a workgroup's tile; each thread computes 4 × 4 of them. */
  readonly tile: 32 | 64;
  /** Workgroups that share the sum of a tile. */
  readonly parts: number;
  /** Output pixels that one of them sums over, a multiple of `pixelsAtATime`. */
  readonly pixelsOfPart: number;
}

/** Output pixels whose numbers a workgroup holds at a time. */
const pixelsAtATime = 16;

/** Enough to occupy a large graphics card several times over; our choice, to be tuned on one. */
const workgroupsWanted = 1024;

/** Fewer pixels than these are not worth a workgroup of their own and a number more to add. */
const fewestPixels = 256;

/** Numbers that the parts may take together: 64 MiB. */
const mostNumbers = 2 ** 24;

export function tilingOf(info: tf.backend_util.Conv2DInfo): Tiling {
  const rows = info.filterHeight * info.filterWidth * info.inChannels;
  const columns = info.outChannels;
  const pixels = info.batchSize * info.outHeight * info.outWidth;
  const tile = rows >= 64 && columns >= 64 ? 64 : 32;
  const tiles = Math.ceil(rows / tile) * Math.ceil(columns / tile);
  const wanted = Math.min(
    Math.ceil(workgroupsWanted / tiles),
    Math.ceil(pixels / fewestPixels),
    Math.floor(mostNumbers / (rows * columns)),
  );
  const each = Math.ceil(pixels / Math.max(1, wanted));
  const pixelsOfPart = Math.ceil(each / pixelsAtATime) * pixelsAtATime;
  return { rows, columns, tile, parts: Math.ceil(pixels / pixelsOfPart), pixelsOfPart };
}

/** Computes the parts `[parts, rows, columns]` from images `[n, h, w, c]` and `dy`. */
export function filterGradientProgram({ rows, columns, tile, parts }: Tiling): Program {
  return {
    shaderKey: `multibatchFilterGradient${tile}`,
    variableNames: ["x", "dy"],
    outputShape: [parts, rows, columns],
    uniforms: "pads : vec2<i32>, strides : vec2<i32>, filterSize : vec2<i32>, pixelsOfPart : i32,",
    workgroupSize: [tile / 4, tile / 4, 1],
    dispatchLayout: { x: [2], y: [1], z: [0] },
    dispatch: [Math.ceil(columns / tile), Math.ceil(rows / tile), parts],
    getUserCode: () => code(tile),
  };
}

/**
 * All threads load a slab of 16 pixels by a tile of rows and of columns into shared memory, neighbours
 * neighbouring channels; then each multiplies its 4 rows by its 4 columns. Where the slab's pixels lie
 * is worked out once for all, a slab ahead.
 */
const code = (tile: number) => {
  const threads = (tile / 4) ** 2;
  const loads = (pixelsAtATime * tile) / threads;
  return `
  const tile = ${tile};
  const slab = ${pixelsAtATime};
  var<workgroup> inputs : array<array<f32, tile>, slab>;
  var<workgroup> gradients : array<array<f32, tile>, slab>;
  // Of each pixel of the slab: its image (below 0 behind the last one), and the corner of its window.
  var<workgroup> places : array<vec3<i32>, slab>;

  fn locate(pixel : i32, slot : i32) {
    let column = pixel % uniforms.dyShape.z;
    let rest = pixel / uniforms.dyShape.z;
    let row = rest % uniforms.dyShape.y;
    let corner = vec2<i32>(row, column) * uniforms.strides - uniforms.pads;
    let image = rest / uniforms.dyShape.y;
    places[slot] = vec3<i32>(select(-1, image, image < uniforms.dyShape.x), corner);
  }

  fn main() {
    let thread = i32(localIndex);
    let lane = thread % tile;
    let channels = uniforms.xShape.w;
    let loadedRow = i32(workgroupId.y) * tile + lane;
    let loadedColumn = i32(workgroupId.x) * tile + lane;
    let channel = loadedRow % channels;
    let tap = loadedRow / channels;
    let offset = vec2<i32>(tap / uniforms.filterSize.y, tap % uniforms.filterSize.y);
    let isRow = loadedRow < uniforms.outShape.y;
    let isColumn = loadedColumn < uniforms.outShape.z;
    let own = vec2<i32>(localId.yx) * 4;
    let start = i32(workgroupId.z) * uniforms.pixelsOfPart;
    var sums : array<vec4<f32>, 4>;

    if (thread < slab) { locate(start + thread, thread); }
    workgroupBarrier();
    for (var done = 0; done < uniforms.pixelsOfPart; done += slab) {
      let first = start + done;
      for (var load = 0; load < ${loads}; load++) {
        let slot = thread / tile + load * ${threads / tile};
        let place = places[slot];
        var input = 0.0;
        var gradient = 0.0;
        if (place.x >= 0) {
          let at = place.yz + offset;
          if (isRow && all(at >= vec2<i32>(0)) && all(at < uniforms.xShape.yz)) {
            input = x[((place.x * uniforms.xShape.y + at.x) * uniforms.xShape.z + at.y) * channels + channel];
          }
          if (isColumn) { gradient = dy[(first + slot) * uniforms.outShape.z + loadedColumn]; }
        }
        inputs[slot][lane] = input;
        gradients[slot][lane] = gradient;
      }
      workgroupBarrier();
      if (thread < slab) { locate(first + slab + thread, thread); }
      for (var slot = 0; slot < slab; slot++) {
        let right = vec4<f32>(gradients[slot][own.y], gradients[slot][own.y + 1],
                              gradients[slot][own.y + 2], gradients[slot][own.y + 3]);
        for (var row = 0; row < 4; row++) { sums[row] += inputs[slot][own.x + row] * right; }
      }
      workgroupBarrier();
    }

    for (var row = 0; row < 4; row++) {
      let outRow = i32(workgroupId.y) * tile + own.x + row;
      for (var column = 0; column < 4; column++) {
        let outColumn = i32(workgroupId.x) * tile + own.y + column;
        if (outRow < uniforms.outShape.y && outColumn < uniforms.outShape.z) {
          result[(i32(workgroupId.z) * uniforms.outShape.y + outRow) * uniforms.outShape.z + outColumn] = sums[row][column];
        }
      }
    }
  }`;
};
