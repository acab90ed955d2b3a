import { ConfigError, type Crop, type ModelCard } from "@multibatch/core";

/** @throws ConfigError when a data set's images are not of the size and colour that a model takes */
export function checkCrop(dataset: Crop, card: ModelCard): void {
  const model = card.input.crop;
  const fits = (["height", "width", "channels"] as const).every(
    (side) => dataset[side] === model[side],
  );
  if (fits) return;
  throw new ConfigError(
    `The data set delivers images of ${sizeOf(dataset)}, the model takes ${sizeOf(model)} (height × width × channels). Set the data set's crop to the model's.`,
    "dataset",
  );
}

function sizeOf({ height, width, channels }: Crop): string {
  return `${height} × ${width} × ${channels}`;
}
