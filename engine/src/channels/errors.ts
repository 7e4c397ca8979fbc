export type ChannelErrorCode = 'smtp_url_invalid' | 'http_option_invalid';

/** A mistake in how a channel was set up. What happens to a message comes back as an outcome, never as an error. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly code: ChannelErrorCode;

  constructor(code: ChannelErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
