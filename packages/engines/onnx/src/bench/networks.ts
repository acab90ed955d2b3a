import * as layers from "@tensorflow/tfjs-layers";

/** A row of a network's table. */
export type Row =
  | { readonly conv: number; readonly filters: number; readonly strides?: number }
  | { readonly pool: number };

/** The embedder at 112 × 112 × 3: 36 M multiply-adds forward, fc 128 at the end. */
export const embedderRows: readonly Row[] = [
  { conv: 5, filters: 16, strides: 2 },
  { conv: 1, filters: 16 },
  { pool: 2 },
  { conv: 3, filters: 32 },
  { conv: 1, filters: 32 },
  { pool: 2 },
  { conv: 3, filters: 64 },
  { conv: 1, filters: 64 },
  { conv: 3, filters: 96 },
  { conv: 1, filters: 96 },
  { pool: 2 },
  { conv: 3, filters: 192 },
  { conv: 1, filters: 128 },
];

/** Builds a sequential network of convolutions with relu, pools and one dense layer. */
export function buildNetwork(
  rows: readonly Row[],
  inputShape: readonly [number, number, number],
  dimensions = 128,
): layers.Sequential {
  const model = layers.sequential();
  rows.forEach((row, index) => {
    const shape = index === 0 ? { inputShape: [...inputShape] } : {};
    model.add(
      "pool" in row
        ? layers.layers.maxPooling2d({ poolSize: row.pool })
        : layers.layers.conv2d({
            ...shape,
            filters: row.filters,
            kernelSize: row.conv,
            strides: row.strides ?? 1,
            padding: "same",
            activation: "relu",
            kernelInitializer: layers.initializers.heNormal({ seed: index + 1 }),
          }),
    );
  });
  model.add(layers.layers.flatten());
  model.add(
    layers.layers.dense({
      units: dimensions,
      kernelInitializer: layers.initializers.glorotNormal({ seed: 99 }),
    }),
  );
  return model;
}
