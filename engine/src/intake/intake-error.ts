export type IntakeErrorCode =
  | 'body-too-large'
  | 'body-not-gzip'
  | 'body-not-json'
  | 'body-not-object'
  | 'form-unreadable'
  | 'write-key-missing'
  | 'write-key-unknown'
  | 'too-many-requests'
  | 'batch-missing'
  | 'nothing-accepted';

/** A call that the intake refuses as a whole; its text is shown to the sender and holds nothing of the body. */
export class IntakeError extends Error {
  override readonly name = 'IntakeError';

  constructor(
    readonly code: IntakeErrorCode,
    readonly status: 400 | 401 | 413 | 429,
    message: string,
    readonly data?: Record<string, unknown>,
  ) {
    super(message);
  }
}
