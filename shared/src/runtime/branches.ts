import { nodeType } from '../node/catalog.ts';
import type { Decision } from '../node/decision.ts';
import { decideContext } from './decide-context.ts';
import { type OpenJoin, type Token, visitOf } from './state.ts';
import { branchOf, type Leaving, leave, log, type Moved, nodeOf, place, remove, visitIn, type Walk } from './walk.ts';

/*
 * Parallel branches. A fork replaces its token by one behind each port; each carries the fork's name (`node:visit`) on its list. A join gathers
 * tokens with the same innermost fork and goes on as one of them, that name taken off. A branch that ends is not waited for.
 */

/** Puts one token behind each port. */
export function fork(
  walk: Walk,
  token: Token,
  ports: readonly string[],
  logged: Pick<Leaving, 'text' | 'cause' | 'inputs'>,
): void {
  const node = nodeOf(walk, token.node);
  const visit = visitOf(walk.state, token);
  const name = `${node.id}:${visit}`;
  const forks = [...(token.forks ?? []), name];
  walk.state.outputs[node.id] = { port: ports[0] ?? '', at: walk.world.now };
  const last = Math.max(walk.state.lastToken ?? 0, ...walk.state.tokens.map(({ id }) => id));
  remove(walk, token);
  for (const [index, port] of ports.entries()) {
    const to = node.ports[port]?.to ?? undefined;
    // The first branch goes on under the fork's own id, so that a fork of one is no fork at all in the log.
    const id = index === 0 ? token.id : last + index;
    const at = {
      id,
      at: 'ready' as const,
      node: node.id,
      visit,
      ...('since' in token && token.since !== undefined ? { since: token.since } : {}),
    };
    log(walk, at, { kind: 'left', port, ...(to ? { to } : {}), ...logged });
    if (to) walk.state.tokens.push({ id, at: 'ready', node: to, forks });
  }
  walk.state.lastToken = last + ports.length;
}

/** A token comes to a join: it goes on if enough are there, else it waits for its siblings. */
export function arrive(
  walk: Walk,
  token: Token & { at: 'ready' | 'waiting' },
  decision: Extract<Decision, { kind: 'join' }>,
): Moved {
  const since = token.since ?? walk.world.now;
  const { need, port, until, why } = decision;
  const join: OpenJoin = {
    need,
    port,
    ...(until === undefined ? {} : { until }),
    ...(decision.onTime ? { onTime: decision.onTime } : {}),
  };
  const joined: Token & { at: 'joined' } = {
    ...branchOf(token),
    ...visitIn(walk, token),
    at: 'joined',
    node: token.node,
    since,
    join,
  };
  place(walk, joined);
  const moved = resumeJoin(walk, joined);
  if (moved.kind !== 'resting') return moved;
  log(walk, joined, { kind: 'rest', cause: walk.cause, text: why.text, ...(why.inputs ? { inputs: why.inputs } : {}) });
  return { kind: 'moved' };
}

/** Asks a join whether enough branches have come, or its time is over. */
export function resumeJoin(walk: Walk, token: Token & { at: 'joined' }): Moved {
  if (token.join.anew !== undefined) return joinAnew(walk, token, token.join.anew);
  const name = token.forks?.at(-1);
  const { need, port, until, onTime } = token.join;
  if (name === undefined) return goOn(walk, token, [], port, 'No other branch to wait for');
  const siblings = walk.state.tokens.filter((one) => one.id !== token.id && one.forks?.includes(name));
  const here = siblings.filter((one) => one.at === 'joined' && one.node === token.node);
  const arrived = here.length + 1;
  const missing = siblings.length - here.length;
  const enough = missing === 0 || need === 'any' || (need !== 'all' && arrived >= need);
  if (enough)
    return goOn(
      walk,
      token,
      siblings,
      port,
      missing === 0 ? 'All branches came' : `${arrived} of ${arrived + missing} branches came`,
    );
  if (until !== undefined && onTime && walk.world.now >= until)
    return goOn(walk, token, siblings, onTime, `Time over: ${arrived} of ${arrived + missing} branches came`);
  return { kind: 'resting' };
}

/** The version has another join here: what it decides of the same visit. */
function joinAnew(walk: Walk, token: Token & { at: 'joined' }, from: number): Moved {
  if (from > walk.world.now) return { kind: 'resting' };
  const node = nodeOf(walk, token.node);
  const visit = { openedAt: token.since, visit: visitOf(walk.state, token), timeOver: false };
  const decision = nodeType(walk.catalog, node.type).definition.decide(decideContext(walk, node, visit));
  if (walk.missing.length > 0) return { kind: 'resting' };
  const { anew: _, ...former } = token.join;
  const { until: __, onTime: ___, ...kept } = former;
  const join: OpenJoin =
    decision.kind === 'join'
      ? {
          ...kept,
          need: decision.need,
          port: decision.port,
          ...(decision.until === undefined ? {} : { until: decision.until }),
          ...(decision.onTime ? { onTime: decision.onTime } : {}),
        }
      : former;
  const joined: Token & { at: 'joined' } = { ...token, join };
  place(walk, joined);
  const moved = resumeJoin(walk, joined);
  if (moved.kind !== 'resting') return moved;
  log(walk, joined, { kind: 'rest', cause: walk.cause, text: decision.why.text });
  return { kind: 'moved' };
}

/** Goes on as one token; the siblings are taken off the plan, wherever they are. */
function goOn(
  walk: Walk,
  token: Token & { at: 'joined' },
  siblings: readonly Token[],
  port: string,
  text: string,
): Moved {
  for (const sibling of siblings) {
    const came = sibling.at === 'joined' && sibling.node === token.node;
    log(walk, sibling, {
      kind: 'ended',
      cause: walk.cause,
      text: came ? 'Joined the other branches' : 'Given up: the join went on without it',
      outcome: came ? 'joined' : 'given-up',
    });
    remove(walk, sibling);
  }
  const forks = token.forks?.slice(0, -1);
  const merged: Token = {
    id: token.id,
    ...visitIn(walk, token),
    at: 'ready',
    node: token.node,
    since: token.since,
    ...(forks && forks.length > 0 ? { forks } : {}),
  };
  place(walk, merged);
  leave(walk, merged, { port, text, cause: walk.cause });
  return { kind: 'moved' };
}
