/**
 * The misbehaving SMTP server of the engine's tests as a process of its own, so that a fault test can kill, stop and
 * restart everything around it and still count what arrived.
 *
 *   tsx e2e/faults/smtp-sink.ts [--port N]
 *
 * Prints one line of JSON `{ "port": … }` when it listens. Each line on stdin is a command, each answer one line of JSON:
 *   {"do":"rules","rules":[SinkRule…]}   {"do":"counts"}   {"do":"totals"}   {"do":"clear"}   {"do":"cut"}
 * The end of stdin ends it.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startSmtpSink } from '@trellis/engine/channels/email/smtp-sink.ts';
import type { SinkRule } from '@trellis/engine/channels/email/smtp-sink-rules.ts';

type Command = { do: 'rules'; rules: SinkRule[] } | { do: 'counts' | 'totals' | 'clear' | 'cut' };

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const sink = await startSmtpSink({ port: Number(values.port) });

const say = (answer: unknown) => process.stdout.write(`${JSON.stringify(answer)}\n`);

const obey = (command: Command): unknown => {
  switch (command.do) {
    case 'rules':
      sink.rules.set(...command.rules);
      return { ok: true };
    case 'counts':
      return { counts: Object.fromEntries(sink.mailbox.counts()), doubles: sink.mailbox.doubles() };
    case 'totals': {
      const { taken, seen, invited, forgotten } = sink.mailbox;
      return { taken, seen, invited, forgotten, connections: sink.connections, open: sink.open };
    }
    case 'clear':
      sink.mailbox.clear();
      sink.rules.clear();
      return { ok: true };
    case 'cut':
      sink.cut();
      return { ok: true };
    default:
      return { error: `unknown command: expected rules, counts, totals, clear or cut` };
  }
};

say({ port: sink.port });
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say(obey(JSON.parse(line) as Command));
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) });
  }
}
await sink.close();
