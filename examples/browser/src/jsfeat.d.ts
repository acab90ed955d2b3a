/** The part of jsfeat, a package without types, that finds faces. */
declare module "jsfeat" {
  interface Matrix {
    readonly data: Uint8Array;
  }

  interface Rectangle {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    /** Detections that were merged into this one: the more the surer. */
    readonly neighbors: number;
  }

  interface Jsfeat {
    readonly U8_t: number;
    readonly C1_t: number;
    readonly matrix_t: new (columns: number, rows: number, type: number) => Matrix;
    readonly imgproc: {
      grayscale(rgba: ArrayLike<number>, width: number, height: number, to: Matrix): void;
      equalize_histogram(from: Matrix, to: Matrix): void;
      compute_integral_image(
        from: Matrix,
        sums: Int32Array,
        squares: Int32Array,
        tilted: Int32Array | null,
      ): void;
    };
    readonly haar: {
      /** There once `jsfeat/cascades/frontalface.js` has run. */
      readonly frontalface: object;
      detect_multi_scale(
        sums: Int32Array,
        squares: Int32Array,
        tilted: Int32Array,
        edges: Int32Array | null,
        width: number,
        height: number,
        cascade: object,
        scaleFactor: number,
        smallestScale: number,
      ): Rectangle[];
      group_rectangles(rectangles: Rectangle[], fewestNeighbors: number): Rectangle[];
    };
  }

  const jsfeat: Jsfeat;
  export default jsfeat;
}

declare module "jsfeat/cascades/frontalface.js";
