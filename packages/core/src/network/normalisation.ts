/** What networks see of a pixel of 0…255: `pixel · scale + offset`, from −1 to 1. */
export const normalisation = { scale: 1 / 127.5, offset: -1 } as const;
