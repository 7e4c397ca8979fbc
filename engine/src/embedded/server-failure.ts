export type ServerFailureCode =
  | 'embedded.in_use'
  | 'embedded.exited'
  | 'embedded.not_ready'
  | 'embedded.port'
  | 'postgres.no_binaries'
  | 'postgres.folder'
  | 'postgres.initdb'
  | 'postgres.version'
  | 'temporal.no_binary'
  | 'mailbox.listen';

/** A server that Trellis brings itself could not start or stay up; `message` says what was found and what to do. */
export class ServerFailure extends Error {
  override readonly name = 'ServerFailure';
  constructor(
    readonly code: ServerFailureCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
