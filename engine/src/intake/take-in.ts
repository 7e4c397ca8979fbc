import type { Database } from '../db/client.ts';
import type { RecordCall } from './gather.ts';
import type { IncomingEvent } from './incoming.ts';
import { IntakeError } from './intake-error.ts';
import { keepRejected } from './keep-rejected.ts';
import { type Rejection, readMessage } from './segment.ts';

/** What the sender is told. A write key reads nothing: neither leads nor events are named. */
export interface IntakeAnswer {
  success: true;
  stored: number;
  /** Came before with the same message id and body: counted once. */
  duplicates: number;
  /** Came before with the same message id and another body: set aside (3.D1). */
  quarantined: number;
  /** Not taken, by their place in the batch; sending them again as they are is no use. */
  rejected: ({ index: number } & Rejection)[];
}

/**
 * Reads the messages of one call and stores them in one transaction; when this resolves they are committed. Of a batch, what can be read is
 * taken and the rest is named, since clients throw away a batch that is refused.
 * @throws IntakeError `nothing-accepted` where no message could be read, `batch-missing`
 */
export async function takeIn(
  db: Database,
  workspaceId: string,
  type: 'batch' | string,
  body: Record<string, unknown>,
  receivedAt: number,
  record: RecordCall,
): Promise<IntakeAnswer> {
  const messages = type === 'batch' ? batchOf(body) : [body];
  const events: IncomingEvent[] = [];
  const rejected: IntakeAnswer['rejected'] = [];
  messages.forEach((message, index) => {
    const isObject = typeof message === 'object' && message !== null && !Array.isArray(message);
    const fields = isObject ? (message as Record<string, unknown>) : {};
    const read = readMessage(type === 'batch' ? fields.type : type, fields, { sentAt: body.sentAt, receivedAt });
    if (read.event) events.push(read.event);
    else rejected.push({ index, ...read.rejection });
  });
  await keepRejected(
    db,
    workspaceId,
    rejected.map(({ index, code, message }) => ({ source: type, code, message, body: messages[index] })),
  );
  if (events.length === 0 && rejected[0]) {
    throw new IntakeError('nothing-accepted', 400, rejected[0].message, { rejected: rejected.slice(0, 20) });
  }
  const recorded = await record(workspaceId, events);
  const count = (outcome: string) => recorded.filter((one) => one.outcome === outcome).length;
  return {
    success: true,
    stored: count('stored'),
    duplicates: count('duplicate'),
    quarantined: count('quarantined'),
    rejected,
  };
}

function batchOf(body: Record<string, unknown>): unknown[] {
  const { batch } = body;
  if (Array.isArray(batch)) return batch;
  throw new IntakeError('batch-missing', 400, 'A batch call needs "batch", a list of messages, each with its "type".');
}
