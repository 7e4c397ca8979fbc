import { compile } from '../compiler/compile.ts';
import type { EventRecord } from '../event/event.ts';
import { GRAPH_VERSION, type Graph } from '../graph/graph.ts';
import type { Catalog } from '../node/catalog.ts';
import type { Plan } from '../plan/plan.ts';
import type { Stop } from '../runtime/answer.ts';
import { type Migrated, migrate } from '../runtime/migrate.ts';
import { initialState, type RunState } from '../runtime/state.ts';
import { ask, HOUR } from './small-plan.ts';

/*
 * A run in one version, moved to another after so many hours, and asked once more: what the tables of 3.V2 are made of.
 */

/** `wait: { duration: … }` by id; the type is the id's beginning (`mail2` is a mail). */
export type Nodes = Record<string, Record<string, unknown>>;

const TYPES: Record<string, string> = {
  start: 'trigger-manual',
  wait: 'wait',
  click: 'wait-for-event',
  mail: 'send-email',
  hook: 'call-webhook',
  fork: 'parallel',
  join: 'join',
  throttle: 'throttle',
  loop: 'loop',
  set: 'set-variable',
  end: 'end',
};
const DEFAULTS: Record<string, Record<string, unknown>> = {
  click: { event: 'email.clicked', giveUpAfter: { amount: 4, unit: 'days', mode: 'elapsed' }, lookBack: 'this-wait' },
  mail: { subject: 'Hello', body: 'Hi' },
  hook: { url: 'https://crm.example/hook' },
  set: { name: 'seen', value: 'yes' },
};

export const days = (amount: number) => ({ amount, unit: 'days', mode: 'elapsed' });

/** `start>mail mail>click click.happened>mail2 click.timeout>end`; ports that lead nowhere end there. Nodes not named in `nodes` have a usual config. */
export function versionGraph(lines: string, nodes: Nodes = {}, more: Partial<Graph> = {}): Graph {
  const edges = lines.split(/\s+/).map((line, index) => {
    const [start = '', to = ''] = line.split('>');
    const [from = '', port = 'next'] = start.split('.');
    return { id: `e${index}`, from, port, to };
  });
  const ids = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  const off = new Set(Object.entries(nodes).flatMap(([id, config]) => (config.off === true ? [id] : [])));
  return {
    graphVersion: GRAPH_VERSION,
    nodes: ids.map((id) => {
      const [, kind = ''] = /^([a-z]+)/.exec(id) ?? [];
      const { off: _, type = TYPES[kind] ?? kind, ...config } = nodes[id] ?? {};
      return {
        id,
        type: String(type),
        typeVersion: 1,
        name: id,
        config: { ...(type === TYPES[kind] ? DEFAULTS[kind] : {}), ...config },
        ...(off.has(id) ? { off: true } : {}),
        endsHere: ['next', 'happened', 'timeout', 'failed', 'a', 'b', 'again', 'done'],
      };
    }),
    edges,
    notes: [],
    direction: 'down',
    settings: { reEntry: { mode: 'after-exit' } },
    ...more,
  };
}

export function versionPlan(catalog: Catalog, graph: Graph): Plan {
  const { plan, diagnostics } = compile(graph, catalog);
  const [fault] = diagnostics.filter(({ severity }) => severity === 'error');
  if (!plan) throw new Error(`The version does not compile: ${fault?.message}`);
  return plan;
}

export interface VersionCase {
  from: Graph;
  to: Graph;
  /** Hours after it began that it is moved; by then it has gone as far as it can. */
  after?: number;
  /** Hours after that it is asked once more; at once by default. */
  later?: number;
  events?: EventRecord[];
  target?: string;
  state?: Partial<RunState>;
  /** Stays at effects instead of settling them. */
  performing?: boolean;
  /** With `performing`: the effect failed, and the run was parked. */
  settled?: boolean;
}

export const BEGAN = Date.UTC(2026, 10, 20, 10);

export interface VersionResult {
  migrated: Migrated;
  /** `node kind port→to: text`, what was logged after the move. */
  steps: string[];
  state: RunState | undefined;
  stop: Stop | undefined;
  sends: string[];
}

/** Lets a run go in one version, moves it, and asks it in the other. */
export function moveBetween(catalog: Catalog, given: VersionCase): VersionResult {
  const { after = 1, later = 0, events = [], target, performing = false, settled = !performing } = given;
  const [from, to] = [versionPlan(catalog, given.from), versionPlan(catalog, given.to)];
  const begun: RunState = { ...initialState({ trigger: 'start', enteredAt: BEGAN }), ...given.state };
  const sends: string[] = [];
  const now = BEGAN + after * HOUR;
  let before = walk(catalog, from, begun, { now: BEGAN, events, performing, sends });
  if (after > 0) before = walk(catalog, from, before.state, { now, events, performing, sends });
  const migrated = migrate({ from, to, state: before.state, now, settled, ...(target ? { target } : {}) });
  if (migrated.kind !== 'moved') return { migrated, steps: [], state: undefined, stop: undefined, sends };
  sends.length = 0;
  const asked = walk(catalog, to, migrated.state, { now: now + later * HOUR, events, performing, sends });
  const { state, stop } = asked;
  return { migrated, steps: asked.steps, state, stop, sends };
}

function walk(
  catalog: Catalog,
  plan: Plan,
  from: RunState,
  { now, events, performing, sends }: { now: number; events: EventRecord[]; performing: boolean; sends: string[] },
): { state: RunState; stop: Stop; steps: string[] } {
  const steps: string[] = [];
  let state = from;
  let settled: Parameters<typeof ask>[1]['settled'];
  for (let calls = 0; calls < 50; calls++) {
    const answer = ask({ plan, catalog }, { state, now, events, ...(settled ? { settled } : {}) });
    settled = undefined;
    state = answer.state;
    steps.push(
      ...answer.steps.map(
        ({ node, kind, port, to, text }) => `${node} ${kind}${port ? ` ${port}→${to ?? ''}` : ''}: ${text}`,
      ),
    );
    if (answer.stop.kind !== 'effect' || performing) return { state, stop: answer.stop, steps };
    const { key, node } = answer.stop.effect;
    sends.push(node);
    const throttled = plan.nodes[node]?.type === 'throttle';
    settled = {
      key,
      attempts: 1,
      outcome: throttled
        ? { kind: 'hold', until: now + 12 * HOUR, port: 'next', text: 'Held' }
        : { kind: 'done', port: 'next', text: 'Done' },
      ...(throttled ? {} : { sentAt: now }),
    };
  }
  throw new Error('The run goes on for ever.');
}
