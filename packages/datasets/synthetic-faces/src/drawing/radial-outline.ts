import type { Shape } from "./shape.js";

const intervals = 96;

/**
 * A round outline that mirrors itself left to right, tabulated once: its radius for each direction.
 */
export class RadialOutline implements Shape {
  readonly bounds: Shape["bounds"];
  private readonly radii = new Float32Array(intervals + 2);

  /**
   * @param centreX,centreY the point that directions start from
   * @param radiusAt radius in a direction: −π/2 is straight up, 0 sideways, π/2 straight down
   */
  constructor(
    readonly centreX: number,
    readonly centreY: number,
    radiusAt: (angle: number) => number,
  ) {
    let greatest = 0;
    for (let i = 0; i <= intervals; i++) {
      const down = (2 * i) / intervals - 1;
      const radius = radiusAt(Math.atan2(down, 1 - Math.abs(down)));
      this.radii[i] = radius;
      greatest = Math.max(greatest, radius);
    }
    this.radii[intervals + 1] = this.radii[intervals];
    this.bounds = [centreX - greatest, centreY - greatest, centreX + greatest, centreY + greatest];
  }

  /** Radius in the direction of a point. */
  radiusTowards(x: number, y: number): number {
    const dx = Math.abs(x - this.centreX);
    const dy = y - this.centreY;
    const sum = dx + Math.abs(dy);
    // dy / sum is a cheap stand-in for the angle, which atan2 would cost many times as much.
    const position = sum < 1e-9 ? 0 : (dy / sum + 1) * (intervals / 2);
    const index = Math.floor(position);
    const share = position - index;
    return this.radii[index] * (1 - share) + this.radii[index + 1] * share;
  }

  /** Distance along the ray from the centre: near the edge close to the true distance. */
  distance(x: number, y: number): number {
    const dx = x - this.centreX;
    const dy = y - this.centreY;
    return Math.sqrt(dx * dx + dy * dy) - this.radiusTowards(x, y);
  }
}
