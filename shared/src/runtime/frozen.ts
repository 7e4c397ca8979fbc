import type { Place, Plan } from '../plan/plan.ts';
import type { Token } from './state.ts';

/*
 * Pauses as a decision sees them (3.A2). While one holds a token, the token neither begins nor leaves; what happened meanwhile is found by
 * looking back. Afterwards the time for which durations stood still is added to its wait, once, however many pauses covered it.
 */

/** Something rests. `until`: epoch ms, workspace time, where it goes on by itself (a resume spread over minutes); absent until a person resumes. */
export interface Hold {
  until?: number;
}

/** A time in which the durations of waits did not count; epoch ms, workspace time. `node`: only of waits there. */
export interface Standstill {
  from: number;
  to: number;
  node?: string;
}

/** All pauses over one run. Absent parts hold nothing. */
export interface Frozen {
  all?: Hold;
  nodes?: Record<string, Hold>;
  /** Channels: effects of these places do not begin. */
  places?: Partial<Record<Place, Hold>>;
  standstills?: Standstill[];
}

/** What holds a token where it stands; undefined where it may move. */
export function holdOf(plan: Plan, frozen: Frozen | undefined, token: Token): Hold | undefined {
  if (!frozen) return undefined;
  const place = plan.nodes[token.node]?.off ? undefined : plan.nodes[token.node]?.place;
  const holds = [frozen.all, frozen.nodes?.[token.node], place && frozen.places?.[place]].filter(
    (hold): hold is Hold => hold !== undefined,
  );
  return holds.length > 0 ? holds.reduce(longer) : undefined;
}

/** Of two holds the one that lasts longer. */
export function longer(a: Hold, b: Hold): Hold {
  if (a.until === undefined || b.until === undefined) return a.until === undefined ? a : b;
  return a.until >= b.until ? a : b;
}

/**
 * The tokens with the time added to their waits for which durations stood still. Dates stay, and tries of an effect, which count real time. A
 * token that is still held is left alone: its pause is not over. Unchanged tokens stay the same objects.
 */
export function thawed(plan: Plan, frozen: Frozen | undefined, tokens: readonly Token[], now: number): Token[] {
  const { standstills = [] } = frozen ?? {};
  if (standstills.length === 0) return [...tokens];
  return tokens.map((token) => (holdOf(plan, frozen, token) ? token : thaw(token, standstills, now)));
}

/** As `thawed`, held or not: what a deadline would be if all pauses ended now. */
export function countStandstills(frozen: Frozen | undefined, tokens: readonly Token[], now: number): Token[] {
  const { standstills = [] } = frozen ?? {};
  return tokens.map((token) => thaw(token, standstills, now));
}

function thaw(token: Token, standstills: readonly Standstill[], now: number): Token {
  if (token.at === 'waiting') {
    const { until, dated, kind, countedTo } = token.wait;
    if (until === undefined || dated || kind === 'retry') return token;
    const by = stoodStill(standstills, { from: countedTo ?? token.since, deadline: until, node: token.node });
    if (by === 0) return token;
    return { ...token, since: token.since + by, wait: { ...token.wait, until: until + by, countedTo: now } };
  }
  if (token.at === 'joined') {
    const { until, countedTo } = token.join;
    if (until === undefined) return token;
    const by = stoodStill(standstills, { from: countedTo ?? token.since, deadline: until, node: token.node });
    if (by === 0) return token;
    return { ...token, since: token.since + by, join: { ...token.join, until: until + by, countedTo: now } };
  }
  return token;
}

/** For how long (ms) a wait stood still between `from` and its deadline, which moves with it. What began after the deadline changes nothing. */
export function stoodStill(
  standstills: readonly Standstill[],
  wait: { from: number; deadline: number; node: string },
): number {
  let counted = wait.from;
  let by = 0;
  const own = standstills.filter(({ node }) => node === undefined || node === wait.node);
  for (const { from, to } of own.sort((a, b) => a.from - b.from)) {
    const begins = Math.max(from, counted);
    if (begins >= wait.deadline + by) break;
    if (to <= begins) continue;
    by += to - begins;
    counted = to;
  }
  return by;
}
