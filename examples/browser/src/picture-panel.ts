import {
  type Detector,
  type ImageLike,
  readPixels,
  type WasmEmbedder,
} from "@multibatch/target-wasm";
import { Camera } from "./camera.js";
import { boxOf, type CropSquare, keepInside, squareAround, wholePicture } from "./crop-square.js";
import { drawPixels, drawStage } from "./draw.js";

/** Sides of a crop in sides of a detector's box, which is tight around eyes, nose and mouth: our choice. */
const cropScale = 1.35;

/** A sample face of the page. */
export interface Sample {
  readonly file: string;
  readonly description: string;
}

/** One of the two pictures: where it comes from, and where the face is in it. */
export class PicturePanel {
  private readonly stage: HTMLCanvasElement;
  private readonly camera: Camera;
  private picture?: { readonly bitmap: ImageBitmap; readonly pixels: ImageLike };
  private square: CropSquare = wholePicture;
  private placed = { left: 0, top: 0, scale: 1 };
  private dragged = { x: 0, y: 0 };
  private embedder?: WasmEmbedder;

  /**
   * @param root section that the panel fills
   * @param onChange called with the crop `[h, w, c]` whenever it changes
   * @param detector loads what finds faces
   */
  constructor(
    private readonly root: HTMLElement,
    title: string,
    samples: readonly Sample[],
    private readonly onChange: (pixels: Uint8Array) => void,
    private readonly detector: () => Promise<Detector>,
  ) {
    const template = document.querySelector<HTMLTemplateElement>("#panel")!;
    root.append(template.content.cloneNode(true));
    const heading = this.find("h2");
    heading.id = `${root.id}-title`;
    heading.textContent = title;
    this.stage = this.find<HTMLCanvasElement>(".stage canvas");
    this.stage.setAttribute("aria-label", `${title}: none chosen yet`);
    this.camera = new Camera(this.find<HTMLVideoElement>("video"));
    this.offerFiles();
    this.offerCamera();
    this.offerSamples(samples);
    this.letPlace();
    this.find(".find").addEventListener("click", () => void this.findFace());
  }

  /** Begins to show what the network sees. */
  connect(embedder: WasmEmbedder): void {
    this.embedder = embedder;
    this.update();
  }

  /** Shows a picture from an address or a file. */
  async show(source: string | Blob, description: string): Promise<void> {
    this.camera.stop();
    this.resetCamera();
    try {
      const blob = typeof source === "string" ? await (await fetch(source)).blob() : source;
      this.take(await createImageBitmap(blob), description);
      const pressed = typeof source === "string" ? source : "";
      for (const button of this.root.querySelectorAll<HTMLElement>(".samples button")) {
        button.setAttribute("aria-pressed", String(button.dataset.file === pressed));
      }
    } catch {
      this.tell(
        `${description} is no picture that this browser can show. Choose a JPEG or PNG file.`,
      );
    }
  }

  private take(bitmap: ImageBitmap, description: string): void {
    this.tell("");
    this.picture?.bitmap.close();
    this.picture = { bitmap, pixels: readPixels(bitmap) };
    this.square = wholePicture;
    this.root.classList.add("has-picture");
    this.find<HTMLFieldSetElement>(".place").disabled = false;
    this.stage.setAttribute("aria-label", `${description}, with the crop drawn in it`);
    this.update();
  }

  /** Draws everything, and hands the crop on. */
  private update(): void {
    if (!this.picture) return;
    const { bitmap, pixels } = this.picture;
    this.square = keepInside(this.square, bitmap);
    this.placed = drawStage(this.stage, bitmap, this.square);
    for (const name of ["across", "down", "size"] as const) {
      this.slider(name).value = String(this.square[name]);
    }
    if (!this.embedder) return;
    const { height, width } = this.embedder.card.input.crop;
    const crop = this.embedder.cropFace(pixels, { box: boxOf(this.square, bitmap) });
    drawPixels(this.find<HTMLCanvasElement>(".crop"), { data: crop, width, height });
    const aligned = this.embedder.align(crop);
    const figure = this.find(".aligned");
    figure.hidden = aligned === undefined;
    if (aligned) drawPixels(figure.querySelector("canvas")!, aligned);
    this.onChange(crop);
  }

  private offerFiles(): void {
    const input = this.find<HTMLInputElement>("input[type=file]");
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) void this.show(file, file.name);
    });
    const area = this.find(".stage");
    for (const [event, dropping] of [
      ["dragover", true],
      ["dragleave", false],
      ["drop", false],
    ] as const) {
      area.addEventListener(event, (dragged) => {
        dragged.preventDefault();
        area.classList.toggle("dropping", dropping);
      });
    }
    area.addEventListener("drop", (dropped) => {
      const file = dropped.dataTransfer?.files[0];
      if (file) void this.show(file, file.name);
    });
  }

  private offerCamera(): void {
    const button = this.find<HTMLButtonElement>(".camera");
    button.addEventListener("click", async () => {
      try {
        if (this.camera.isOn) {
          this.take(await this.camera.take(), "Picture from the camera");
          this.resetCamera();
        } else {
          await this.camera.start();
          button.textContent = "Take the picture";
        }
      } catch {
        this.resetCamera();
        this.tell("The camera cannot be used: there is none, or it was not allowed.");
      }
    });
  }

  private resetCamera(): void {
    this.find(".camera").textContent = "Use the camera";
  }

  private offerSamples(samples: readonly Sample[]): void {
    const row = document.createElement("div");
    row.className = "sample-row";
    for (const { file, description } of samples) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.file = file;
      button.setAttribute("aria-pressed", "false");
      const image = document.createElement("img");
      image.src = file;
      image.alt = description;
      button.append(image);
      button.addEventListener("click", () => void this.show(file, description));
      row.append(button);
    }
    this.find(".samples").append(row);
  }

  /** The crop by sliders, and on the picture itself by dragging and turning the wheel. */
  private letPlace(): void {
    for (const name of ["across", "down", "size"] as const) {
      const slider = this.slider(name);
      slider.addEventListener("input", () => this.move({ [name]: Number(slider.value) }));
    }
    this.stage.addEventListener("pointerdown", ({ pointerId, clientX, clientY }) => {
      this.stage.setPointerCapture(pointerId);
      this.dragged = { x: clientX, y: clientY };
    });
    this.stage.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
      if (!this.picture || !this.stage.hasPointerCapture(pointerId)) return;
      const { width, height } = this.picture.bitmap;
      const scale = (this.placed.scale * this.stage.clientWidth) / this.stage.width;
      this.move({
        across: this.square.across + (clientX - this.dragged.x) / scale / width,
        down: this.square.down + (clientY - this.dragged.y) / scale / height,
      });
      this.dragged = { x: clientX, y: clientY };
    });
    this.stage.addEventListener("wheel", (event) => {
      if (!this.picture) return;
      event.preventDefault();
      this.move({ size: this.square.size * Math.exp(event.deltaY / 800) });
    });
  }

  /** Puts the crop around the surest face. */
  private async findFace(): Promise<void> {
    if (!this.picture) return;
    const { bitmap, pixels } = this.picture;
    const [face] = await (await this.detector()).detect(pixels);
    const found = face && "box" in face;
    this.tell(found ? "" : "No face was found. Place the crop by hand.");
    if (found) this.move(squareAround(face.box, bitmap, cropScale));
  }

  private move(change: Partial<CropSquare>): void {
    this.square = { ...this.square, ...change };
    this.update();
  }

  private tell(problem: string): void {
    this.find(".problem").textContent = problem;
  }

  private slider(name: string): HTMLInputElement {
    return this.find<HTMLInputElement>(`input[name=${name}]`);
  }

  private find<E extends HTMLElement = HTMLElement>(selector: string): E {
    return this.root.querySelector<E>(selector)!;
  }
}
