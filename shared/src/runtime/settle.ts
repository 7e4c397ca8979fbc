import type { Settled } from './answer.ts';
import { branchOf, leave, log, type Moved, nodeOf, place, remove, visitIn, type Walk } from './walk.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Real time between tries of an effect whose other side failed, where it named no time itself. After the last the failure is terminal. */
export const RETRY_AFTER = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
] as const;
/** The longest wait that another side may ask for. */
const RETRY_LIMIT = 24 * HOUR;

/** Moves the token that stands at the effect by how it turned out; a token that was moved meanwhile stays where it is. */
export function settle(walk: Walk, settled: Settled): Moved {
  const token = walk.state.tokens.find((one) => one.at === 'performing' && one.key === settled.key);
  if (token?.at !== 'performing') return { kind: 'resting' };
  const { outcome, sentAt } = settled;
  if (sentAt !== undefined) walk.state.lastSendAt = sentAt;
  const sent = sentAt === undefined ? {} : { sentAt };
  switch (outcome.kind) {
    case 'done':
      leave(walk, token, {
        port: outcome.port,
        text: outcome.text,
        cause: 'settled',
        outcome: 'done',
        ...sent,
        ...(outcome.output ? { data: outcome.output } : {}),
      });
      return { kind: 'moved' };
    case 'hold': {
      const { until, port, text } = outcome;
      if (until <= walk.world.now) {
        leave(walk, token, { port, text, cause: 'settled', outcome: 'done' });
        return { kind: 'moved' };
      }
      const { node, since } = token;
      place(walk, {
        ...branchOf(token),
        ...visitIn(walk, token),
        at: 'waiting',
        node,
        since,
        wait: { kind: 'wait', until, doors: [], onTime: port, dated: true },
      });
      log(walk, token, { kind: 'rest', cause: 'settled', text, outcome: 'hold' });
      return { kind: 'moved' };
    }
    case 'unknown':
      leave(walk, token, { port: outcome.port, text: outcome.text, cause: 'settled', outcome: 'unknown', ...sent });
      return { kind: 'moved' };
    case 'retry': {
      const delay = outcome.afterMs ?? RETRY_AFTER[settled.attempts - 1];
      if (delay === undefined || settled.attempts > RETRY_AFTER.length)
        return fail(walk, token, outcome.code, `${outcome.text}; tried ${settled.attempts} times`);
      const until = walk.world.now + Math.min(delay, RETRY_LIMIT) * walk.world.clockFactor;
      place(walk, {
        ...branchOf(token),
        ...visitIn(walk, token),
        at: 'waiting',
        node: token.node,
        since: token.since,
        wait: { kind: 'retry', until, doors: [] },
      });
      log(walk, token, { kind: 'rest', cause: 'settled', text: outcome.text, outcome: outcome.code });
      return { kind: 'moved' };
    }
    case 'failed':
      return fail(walk, token, outcome.code, outcome.text, outcome.output);
    case 'withheld':
      if (!outcome.final) return { kind: 'resting' };
      log(walk, token, { kind: 'ended', cause: 'settled', text: outcome.text, outcome: 'suppressed' });
      remove(walk, token);
      return { kind: 'ended', reason: 'suppressed' };
    default:
      return outcome satisfies never;
  }
}

/** The `failed` port where somebody drew it or marked that it ends here, else the run is parked: nothing is skipped silently. */
function fail(
  walk: Walk,
  token: Parameters<typeof leave>[1],
  code: string,
  text: string,
  data?: Record<string, unknown>,
): Moved {
  if (nodeOf(walk, token.node).ports.failed) {
    leave(walk, token, { port: 'failed', text, cause: 'settled', outcome: code, ...(data ? { data } : {}) });
    return { kind: 'moved' };
  }
  log(walk, token, { kind: 'parked', cause: 'settled', text, outcome: code });
  return { kind: 'parked', code };
}
