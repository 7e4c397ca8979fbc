import { Readable } from 'node:stream';
import type { Gate } from '../gate.ts';

/** What became of the gate: `open` also tells whether the stream still lived to take the message. */
export type GateVerdict =
  | { state: 'open'; pushed: boolean }
  | { state: 'closed'; reason: string }
  | { state: 'failed' };

/**
 * The body of one SMTP message, held back by the gate.
 *
 *   unasked ──first read──▶ asked ──gate open──▶ pushed (the whole message, then the end)
 *                             ├──gate closed or failed──▶ nothing is ever pushed, the stream stays open
 *                             └──destroyed meanwhile──▶ nothing is pushed whatever the gate says
 *
 * The SMTP connection asks for the first byte only after the server's 354. Ending the stream on a closed gate would make
 * the server take an empty mail, so it never ends: the owner must close the connection.
 */
export class GatedBody extends Readable {
  readonly #message: Buffer;
  readonly #gate: Gate;
  readonly #onVerdict: (verdict: GateVerdict) => void;
  #verdict: Promise<GateVerdict> | undefined;
  #pushed = false;

  constructor(message: Buffer, gate: Gate, onVerdict: (verdict: GateVerdict) => void) {
    // With a high water mark above 0 the stream would read ahead, before anybody asked.
    super({ highWaterMark: 0 });
    this.#message = message;
    this.#gate = gate;
    this.#onVerdict = onVerdict;
  }

  /** Whether the gate has been asked; from then on only its verdict tells what is safe. */
  get asked(): boolean {
    return this.#verdict !== undefined;
  }

  /** Whether the message is on its way. */
  get pushed(): boolean {
    return this.#pushed;
  }

  /** The verdict of a gate that was asked, or undefined. */
  get verdict(): Promise<GateVerdict> | undefined {
    return this.#verdict;
  }

  override _read(): void {
    if (this.#verdict) return;
    // A turn later, so that a gate that looks back at us is already known to have been asked.
    this.#verdict = Promise.resolve().then(() => this.#ask());
    void this.#verdict.then(this.#onVerdict);
  }

  async #ask(): Promise<GateVerdict> {
    try {
      const answer = await this.#gate();
      if (!answer.open) return { state: 'closed', reason: answer.reason };
    } catch {
      return { state: 'failed' };
    }
    if (this.destroyed) return { state: 'open', pushed: false };
    this.#pushed = true;
    this.push(this.#message);
    this.push(null);
    return { state: 'open', pushed: true };
  }
}
