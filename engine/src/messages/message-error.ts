export type MessageErrorCode =
  | 'recipient_invalid'
  | 'sender_invalid'
  | 'header_invalid'
  | 'line_too_long'
  | 'message_too_large'
  | 'link_too_long'
  | 'token_field_invalid';

/** A message that can't be built as asked. The text never holds the recipient's address or other personal data. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
  readonly code: MessageErrorCode;

  constructor(code: MessageErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
