/**
 * Where a point of the output reads the input. The order of operations is that of `CentredOffsets` in
 * the package warp, on every engine.
 */
const readings = `
  struct Reading {
    // The pixels before and after the position, the same outside, and how far it is between them.
    low : vec2<i32>,
    high : vec2<i32>,
    fraction : vec2<f32>,
  }

  // How far the point is from the centre of the input, along (y, x), for each unit of the map.
  fn columnOffsets(column : i32) -> vec2<f32> {
    return vec2<f32>(offsets[uniforms.outSize.y + column], offsets[column]);
  }

  fn rowOffsets(row : i32) -> vec2<f32> {
    let rows = 2 * uniforms.outSize.y;
    return vec2<f32>(offsets[rows + uniforms.outSize.x + row], offsets[rows + row]);
  }

  fn readingOf(image : i32, row : i32, column : i32) -> Reading {
    let first = 6 * image;
    let ofColumns = vec2<f32>(matrices[first + 3], matrices[first]);
    let ofRows = vec2<f32>(matrices[first + 4], matrices[first + 1]);
    let shift = vec2<f32>(matrices[first + 5], matrices[first + 2]);
    let extent = vec2<f32>(uniforms.inSize);
    let start = shift * (extent * 0.5) + (extent - 1.0) * 0.5;
    let position = (ofColumns * columnOffsets(column) + start) + ofRows * rowOffsets(row);
    let before = floor(position);
    let last = uniforms.inSize - 1;
    // What becomes of a NaN in a conversion is open; it must not lead outside the image.
    let low = clamp(vec2<i32>(clamp(before, vec2<f32>(0.0), vec2<f32>(last))), vec2<i32>(0), last);
    let isInside = (before == vec2<f32>(low)) & (low < last);
    return Reading(low, low + select(vec2<i32>(0), vec2<i32>(1), isInside), position - before);
  }`;

/** One number of the warped images. */
export const warpCode = `
  ${readings}
  fn element(index : i32) -> f32 {
    let at = getCoordsFromIndex(index);
    let point = readingOf(at.x, at.y, at.z);
    let upperLeft = getImages(at.x, point.low.x, point.low.y, at.w);
    let upperRight = getImages(at.x, point.low.x, point.high.y, at.w);
    let lowerLeft = getImages(at.x, point.high.x, point.low.y, at.w);
    let lowerRight = getImages(at.x, point.high.x, point.high.y, at.w);
    let upper = upperLeft + (upperRight - upperLeft) * point.fraction.y;
    let lower = lowerLeft + (lowerRight - lowerLeft) * point.fraction.y;
    return upper + (lower - upper) * point.fraction.x;
  }`;

/** The slope of the input at each point, times dy, times how far each number of the map moves it. */
export const matrixGradientCode = `
  ${readings}
  const threads = 64;
  // Sums of each thread: for (a, b, c), which move the point along x, and for (d, e, f).
  var<workgroup> alongX : array<vec3<f32>, threads>;
  var<workgroup> alongY : array<vec3<f32>, threads>;

  fn main() {
    let image = i32(workgroupId.y);
    let thread = i32(localIndex);
    let points = uniforms.outSize.x * uniforms.outSize.y;
    var x = vec3<f32>(0.0);
    var y = vec3<f32>(0.0);
    for (var place = thread; place < points; place += threads) {
      let row = place / uniforms.outSize.y;
      let column = place % uniforms.outSize.y;
      let point = readingOf(image, row, column);
      var slope = vec2<f32>(0.0);
      for (var channel = 0; channel < uniforms.imagesShape.w; channel++) {
        let upperLeft = getImages(image, point.low.x, point.low.y, channel);
        let lowerLeft = getImages(image, point.high.x, point.low.y, channel);
        let upperSlope = getImages(image, point.low.x, point.high.y, channel) - upperLeft;
        let lowerSlope = getImages(image, point.high.x, point.high.y, channel) - lowerLeft;
        let change = lowerSlope - upperSlope;
        slope += getDy(image, row, column, channel) * vec2<f32>(
          lowerLeft - upperLeft + change * point.fraction.y,
          upperSlope + change * point.fraction.x);
      }
      let ofColumn = columnOffsets(column);
      let ofRow = rowOffsets(row);
      x += slope.y * vec3<f32>(ofColumn.y, ofRow.y, 1.0);
      y += slope.x * vec3<f32>(ofColumn.x, ofRow.x, 1.0);
    }
    alongX[thread] = x;
    alongY[thread] = y;
    workgroupBarrier();
    // By one thread, in a fixed order: there is one sum in a whole image's work.
    if (thread == 0) {
      for (var other = 1; other < threads; other++) {
        x += alongX[other];
        y += alongY[other];
      }
      let half = vec2<f32>(uniforms.inSize) * 0.5;
      let first = 6 * image;
      result[first] = x.x;
      result[first + 1] = x.y;
      result[first + 2] = x.z * half.y;
      result[first + 3] = y.x;
      result[first + 4] = y.y;
      result[first + 5] = y.z * half.x;
    }
  }`;
