import { ModelFolderError, messageOf } from "@multibatch/core";
import type { ModelSource } from "@multibatch/network";

/** The files below a web address, by `fetch`. */
export function urlSource(address: string | URL): ModelSource {
  const base = new URL(address);
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return {
    name: base.href,
    read: async (file) => {
      const response = await fetch(new URL(file, base)).catch((error: unknown) => {
        throw new ModelFolderError(
          `${file} of the model at ${base.href} cannot be fetched: ${messageOf(error)}. Check the address and the network.`,
          { cause: error },
        );
      });
      if (!response.ok) {
        throw new ModelFolderError(
          `The model at ${base.href} has no ${file}: the server answers ${response.status}. Check the address, and that the whole model folder was uploaded.`,
        );
      }
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}
