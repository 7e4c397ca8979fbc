import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Gate } from './gate.ts';

/** The kinds that the outcomes of every channel share. */
export type OutcomeKind = 'accepted' | 'withheld' | 'retry' | 'failed' | 'unknown';

/** What the far side does with the next message. */
export type FarSide =
  | 'accept'
  | 'die before the message'
  | 'defer'
  | 'refuse'
  | 'take and die'
  | 'hang after the message';

export interface ChannelUnderTest {
  /** Makes the far side behave so from now on. */
  behave(how: FarSide): Promise<void> | void;
  /** Sends one message through the channel; each call is a new message. */
  send(gate: Gate): Promise<{ kind: OutcomeKind }>;
  /** Messages that reached the far side whole. */
  arrived(): number;
  /** Whether the far side is busy with a message now. */
  busy(): boolean;
  /** Shuts the channel down in the orderly way. */
  close(): Promise<void>;
  /** Stops the far side. */
  dispose(): Promise<void>;
}

const open: Gate = async () => ({ open: true });

/**
 * The suite every channel passes: what each outcome promises to the ledger. `start` gives a channel with short time
 * limits (a hanging reply must be given up within 5 s) and its far side on the loopback.
 */
export function testChannel(name: string, start: () => Promise<ChannelUnderTest>): void {
  describe(`${name} as a channel`, () => {
    let channel: ChannelUnderTest;
    beforeEach(async () => {
      channel = await start();
    });
    afterEach(async () => {
      await channel.close();
      await channel.dispose();
    });

    test('a message that is taken is accepted and arrives once', async () => {
      expect((await channel.send(open)).kind).toBe('accepted');
      expect(channel.arrived()).toBe(1);
    });

    test('a closed gate lets nothing out and gives its reason back', async () => {
      const outcome = await channel.send(async () => ({ open: false, reason: 'paused' }));
      expect(outcome).toEqual({ kind: 'withheld', reason: 'paused' });
      expect((await channel.send(open)).kind).toBe('accepted');
      expect(channel.arrived()).toBe(1);
    });

    test('a gate that fails lets nothing out and the message may be tried again', async () => {
      const outcome = await channel.send(() => Promise.reject(new Error('database away')));
      expect(outcome).toMatchObject({ kind: 'retry', safe: true, reason: 'gate_failed', gateOpened: false });
      expect(channel.arrived()).toBe(0);
    });

    test('a far side that dies before the message leaves it safe to try again', async () => {
      await channel.behave('die before the message');
      const outcome = await channel.send(open);
      expect(outcome).toMatchObject({ kind: 'retry', safe: true });
      expect(channel.arrived()).toBe(0);
    });

    test('a far side that asks for later is tried again', async () => {
      await channel.behave('defer');
      expect(await channel.send(open)).toMatchObject({ kind: 'retry', safe: true });
    });

    test('a far side that refuses for good ends in failed', async () => {
      await channel.behave('refuse');
      expect((await channel.send(open)).kind).toBe('failed');
    });

    test('a far side that dies after taking the message leaves it unknown', async () => {
      await channel.behave('take and die');
      expect((await channel.send(open)).kind).toBe('unknown');
    });

    test('a far side that never answers leaves the message unknown', async () => {
      await channel.behave('hang after the message');
      expect((await channel.send(open)).kind).toBe('unknown');
    });

    test('the gate is asked at most once for a message', async () => {
      await channel.behave('take and die');
      let asked = 0;
      await channel.send(async () => {
        asked++;
        return { open: true };
      });
      expect(asked).toBe(1);
    });

    test('closing waits for the message under way and takes no other', async () => {
      let release: () => void = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const sending = channel.send(async () => {
        await held;
        return { open: true };
      });
      await until(() => channel.busy());
      let closed = false;
      const closing = channel.close().then(() => {
        closed = true;
      });
      const late = await channel.send(open);
      expect(late).toMatchObject({ kind: 'retry', reason: 'channel_closed' });
      for (let n = 0; n < 20; n++) await turn();
      expect(closed).toBe(false);
      release();
      expect((await sending).kind).toBe('accepted');
      await closing;
      expect(channel.arrived()).toBe(1);
    });
  });
}

/** Polls until the condition holds, at most 5 s. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('The condition did not come true within 5 s.');
    await pause(5);
  }
}
