/** A camera whose picture is shown until one is taken. */
export class Camera {
  private stream: MediaStream | undefined;

  constructor(private readonly video: HTMLVideoElement) {}

  get isOn(): boolean {
    return this.stream !== undefined;
  }

  /** @throws DOMException when there is no camera, or the user says no */
  async start(): Promise<void> {
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
    this.video.srcObject = this.stream;
    this.video.hidden = false;
    await this.video.play();
  }

  /** Takes the picture that is shown, and turns the camera off. */
  async take(): Promise<ImageBitmap> {
    const picture = await createImageBitmap(this.video);
    this.stop();
    return picture;
  }

  stop(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.srcObject = null;
    this.video.hidden = true;
  }
}
