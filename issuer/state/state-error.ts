/** The storage of the issuer's state failed: disk full, file damaged, locked for too long. */
export class StateError extends Error {
  readonly code = 'state';

  /** @param message names the file, never what is in it */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StateError';
  }
}
