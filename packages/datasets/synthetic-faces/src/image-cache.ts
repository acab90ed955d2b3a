/** Keeps images up to a bound on memory; once full, what it has stays and no more is kept. */
export class ImageCache {
  /** Images that fit. */
  readonly capacity: number;
  private readonly images = new Map<number, Uint8Array>();
  private closed = false;

  /**
   * @param imageBytes size of one image
   * @param bytes bound on the sum of all images
   */
  constructor(imageBytes: number, bytes: number) {
    this.capacity = Math.floor(bytes / imageBytes);
  }

  /** Images that are kept now. */
  get count(): number {
    return this.images.size;
  }

  get(image: number): Uint8Array | undefined {
    return this.images.get(image);
  }

  /** Keeps the image where there is room. */
  set(image: number, pixels: Uint8Array): void {
    if (!this.closed && this.images.size < this.capacity) this.images.set(image, pixels);
  }

  /** Gives the memory back; nothing is kept any more. */
  close(): void {
    this.closed = true;
    this.images.clear();
  }
}
