import { Client, Connection } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { temporal } from '@temporalio/proto';
import type { TemporalOptions } from '@trellis/engine/runs/client.ts';

const { EventType } = temporal.api.enums.v1;
const { History: Proto } = temporal.api.history.v1;

/** Reads what a Temporal server keeps of runs. */
export interface Histories {
  /** The history of a run's execution, the last one unless named. */
  of(runId: string, execution?: string): Promise<History>;
  /** The ids of all executions of a run, oldest first: more than one after continue-as-new or a restart. */
  executions(runId: string): Promise<string[]>;
  client: Client;
  close(): Promise<void>;
}

export async function openHistories({ address, namespace }: TemporalOptions): Promise<Histories> {
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  return {
    client,
    of: (runId, execution) => client.workflow.getHandle(`run:${runId}`, execution).fetchHistory(),
    async executions(runId) {
      const found: { runId: string; startTime: Date }[] = [];
      for await (const one of client.workflow.list({ query: `WorkflowId = 'run:${runId}'` })) found.push(one);
      return found.sort((a, b) => a.startTime.getTime() - b.startTime.getTime()).map((one) => one.runId);
    },
    close: () => connection.close(),
  };
}

/** The kinds of a history's events in order, `TIMER_STARTED`…, each with the label that Temporal's own UI shows. */
export function eventNames(history: History): string[] {
  return (history.events ?? []).map(({ eventType, userMetadata }) => {
    const name = String(EventType[eventType ?? 0]).replace('EVENT_TYPE_', '');
    const summary = userMetadata?.summary?.data;
    return summary ? `${name} ${JSON.parse(Buffer.from(summary).toString())}` : name;
  });
}

export const countOf = (history: History, name: string): number =>
  eventNames(history).filter((event) => event === name || event.startsWith(`${name} `)).length;

/** A history as JSON that `historyFrom` reads: bytes are base64, longs and enums are strings. */
export const jsonOf = (history: History): string =>
  JSON.stringify(Proto.toObject(Proto.fromObject(history), { longs: String, enums: String, bytes: String }), null, 2);

export const historyFrom = (json: string): History => Proto.fromObject(JSON.parse(json));

/** All text of a history or description, payloads decoded: what somebody with access to the Temporal server can read. */
export function textOf(message: unknown): string {
  if (message instanceof Uint8Array) return Buffer.from(message).toString();
  if (Array.isArray(message)) return message.map(textOf).join('\n');
  if (typeof message === 'object' && message !== null) return Object.values(message).map(textOf).join('\n');
  return typeof message === 'string' ? message : '';
}
