/** Where the files of a model come from: a folder in Node, a web address in browsers. */
export interface ModelSource {
  /** What errors call it. */
  readonly name: string;
  /** @throws ModelFolderError when there is no such file, or it cannot be read */
  read(file: string): Promise<Uint8Array>;
}
