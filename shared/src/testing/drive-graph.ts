import { compile } from '../compiler/compile.ts';
import { lines } from '../compiler/sample-catalog.ts';
import type { EventRecord } from '../event/event.ts';
import { GRAPH_VERSION, type Graph, type WorkflowSettings } from '../graph/graph.ts';
import type { LeadSnapshot } from '../lead/lead.ts';
import type { Catalog } from '../node/catalog.ts';
import { leadFor } from '../node/context-for.ts';
import type { EffectOutcome } from '../node/perform.ts';
import { resolvePorts } from '../node/ports.ts';
import type { EffectAt, Settled, Step, Stop } from '../runtime/answer.ts';
import { initialState, type RunState } from '../runtime/state.ts';
import { ask } from './small-plan.ts';

/** A lead that goes through a drawn workflow of built-in nodes, entered by a manual trigger `start`. Times are ISO 8601. */
export interface GraphCase {
  /** Id → type and config; the first is where `start` leads. */
  nodes: Record<string, [type: string, config?: Record<string, unknown>]>;
  /** `a>b b.else>c`; the port is `next` where none is named. Ports without a line end there. */
  lines?: string;
  settings?: Partial<WorkflowSettings>;
  from?: string;
  /** Where it is driven to; as far as it goes by itself if absent. */
  until?: string;
  lead?: Partial<LeadSnapshot>;
  /** The lead as it is from some moment on. */
  changes?: { at: string; lead: Partial<LeadSnapshot> }[];
  events?: EventRecord[];
  trigger?: EventRecord;
  /** How effects turn out, by node; done by the first port if absent. A list: one try after the other. */
  effects?: Record<string, EffectOutcome | EffectOutcome[]>;
  state?: Partial<RunState>;
  /** How much later than due each call comes that time makes, ms. */
  lateBy?: number;
}

interface GraphResult {
  steps: Step[];
  state: RunState;
  stop: Stop;
  /** Effects in the order in which they were performed. */
  performed: EffectAt[];
  /** ISO 8601. */
  at: string;
}

const MOST_CALLS = 300;

/** The graph of a case; each port that no line leaves is marked as an end. */
export function graphOf(catalog: Catalog, { nodes, lines: drawn = '', settings }: GraphCase): Graph {
  const [first = ''] = Object.keys(nodes);
  const edges = lines(`start>${first} ${drawn}`);
  return {
    graphVersion: GRAPH_VERSION,
    direction: 'down',
    notes: [],
    settings: { reEntry: { mode: 'always' }, ...settings },
    edges,
    nodes: [
      { id: 'start', type: 'trigger-manual', typeVersion: 1, name: 'Start', config: {} },
      ...Object.entries(nodes).map(([id, [type, config = {}]]) => {
        const definition = catalog.get(type)?.definition;
        if (!definition) throw new Error(`There is no node type ${type}.`);
        const ports = resolvePorts(definition.ports, definition.config.parse(config));
        const endsHere = ports
          .filter((port) => !port.optional && !edges.some(({ from, port: by }) => from === id && by === port.id))
          .map((port) => port.id);
        return { id, type, typeVersion: definition.version, name: id, config, endsHere };
      }),
    ],
  };
}

/** Compiles a case and drives its run through time, events, changes and effects until it ends, parks, or rests for good. */
export function driveGraph(catalog: Catalog, given: GraphCase): GraphResult {
  const { plan, diagnostics } = compile(graphOf(catalog, given), catalog);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join(' '));
  const { events = [], changes = [], effects = {}, trigger = null } = given;
  let now = Date.parse(given.from ?? '2026-11-20T10:00:00Z');
  const last = given.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(given.until);
  let state: RunState = {
    ...initialState({ trigger: 'start', enteredAt: now, ...(trigger ? { eventId: trigger.id } : {}) }),
    ...given.state,
  };
  const steps: Step[] = [];
  const performed: EffectAt[] = [];
  let settled: Settled | undefined;
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    const lead = leadFor({ timeZone: null, ...given.lead });
    for (const change of changes) if (Date.parse(change.at) <= now) Object.assign(lead, change.lead);
    const answer = ask(
      { plan, catalog },
      {
        state,
        now,
        events: events.filter(({ receivedAt }) => Date.parse(receivedAt) <= now),
        world: { lead, trigger },
        ...(settled ? { settled } : {}),
      },
    );
    state = answer.state;
    steps.push(...answer.steps);
    settled = undefined;
    const { stop } = answer;
    const at = new Date(now).toISOString();
    if (stop.kind === 'effect') {
      performed.push(stop.effect);
      const { key, node } = stop.effect;
      const tries = performed.filter((one) => one.key === key).length;
      const told = effects[node];
      const [port = ''] = Object.keys(plan.nodes[node]?.ports ?? {});
      const outcome = (Array.isArray(told) ? told[tries - 1] : told) ?? { kind: 'done', port, text: 'Done' };
      settled = { key, attempts: tries, outcome };
      continue;
    }
    if (stop.kind !== 'wait') return { steps, state, stop, performed, at };
    const arrivals = events.map(({ receivedAt }) => Date.parse(receivedAt)).filter((moment) => moment > now);
    const next = Math.min(...arrivals, (stop.until ?? Number.POSITIVE_INFINITY) + (given.lateBy ?? 0));
    if (next > last || next === Number.POSITIVE_INFINITY) return { steps, state, stop, performed, at };
    now = next;
  }
  throw new Error(`Still not at rest after ${MOST_CALLS} calls: ${JSON.stringify(steps.slice(-3))}`);
}

/** The ports taken, `node.port`, and at the end the reason why it ended, parked or rests. */
export function wayOf({ steps, stop }: GraphResult): string[] {
  const taken = steps.flatMap(({ kind, node, port, to }) =>
    kind === 'left' && node !== 'start' ? [`${node}.${port}`] : kind === 'control' && to ? [`→${to}`] : [],
  );
  const end = stop.kind === 'end' ? stop.reason : stop.kind === 'parked' ? `parked ${stop.code}` : stop.kind;
  return [...taken, end];
}
