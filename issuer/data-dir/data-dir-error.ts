/** Something about the data folder that only the operator can put right. */
export class DataDirError extends Error {
  readonly code = 'data_dir';

  /** @param message names the file or folder, never what is in it */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DataDirError';
  }
}
