import { compile } from '../compiler/compile.ts';
import type { EventRecord } from '../event/event.ts';
import { GRAPH_VERSION } from '../graph/graph.ts';
import type { LeadSnapshot } from '../lead/lead.ts';
import type { Catalog } from '../node/catalog.ts';
import { leadFor } from '../node/context-for.ts';
import { resolvePorts } from '../node/ports.ts';
import type { Step } from '../runtime/answer.ts';
import { initialState, type RunState } from '../runtime/state.ts';
import { ask } from './small-plan.ts';

/** A lead that comes to one node and rests there. Times are ISO 8601. */
export interface WaitCase {
  type: string;
  config: Record<string, unknown>;
  from: string;
  lead?: Partial<LeadSnapshot>;
  /** The lead as it is from some moment on; its own event goes with it where it should be noticed. */
  changes?: { at: string; lead: Partial<LeadSnapshot> }[];
  events?: EventRecord[];
  workflowTimeZone?: string;
  workspaceTimeZone?: string;
  accountTimeZone?: string;
  /** Ports that nobody drew a way behind. */
  open?: string[];
  /** State that earlier steps left. */
  state?: Partial<RunState>;
  trigger?: EventRecord;
  /** When the deadline's call comes, ms after it. */
  lateBy?: number;
  runId?: string;
}

export interface WaitResult {
  /** The last step logged at the node. */
  last: Step | undefined;
  steps: Step[];
  /** ISO 8601; undefined where it rests for ever. */
  at: string | undefined;
  state: RunState;
}

const MOST_CALLS = 100;

/** Lets a run come to a node of that type and drives it through time, events and changes until it leaves or rests for good. */
export function driveWait(catalog: Catalog, given: WaitCase): WaitResult {
  const { type, config, from, open = [], events = [], changes = [], lateBy = 0 } = given;
  const definition = catalog.get(type)?.definition;
  if (!definition) throw new Error(`There is no node type ${type}.`);
  const ports = resolvePorts(definition.ports, definition.config.parse(config)).filter(({ id }) => !open.includes(id));
  const { plan, diagnostics } = compile(
    {
      graphVersion: GRAPH_VERSION,
      direction: 'down',
      notes: [],
      settings: { reEntry: { mode: 'after-exit' } },
      nodes: [
        { id: 'start', type: 'trigger-manual', typeVersion: 1, name: 'Start', config: {} },
        {
          id: 'wait',
          type,
          typeVersion: definition.version,
          name: 'Wait',
          config,
          endsHere: ports.map(({ id }) => id),
        },
      ],
      edges: [{ id: 'e', from: 'start', port: 'next', to: 'wait' }],
    },
    catalog,
  );
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  let state: RunState = { ...initialState({ trigger: 'start', enteredAt: Date.parse(from) }), ...given.state };
  let now = Date.parse(from);
  const steps: Step[] = [];
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    const lead = leadFor({ timeZone: null, ...given.lead });
    for (const change of changes) if (Date.parse(change.at) <= now) Object.assign(lead, change.lead);
    const answer = ask(
      { plan, catalog },
      {
        state,
        now,
        events: events.filter(({ receivedAt }) => Date.parse(receivedAt) <= now),
        world: {
          lead,
          trigger: given.trigger ?? null,
          workspaceTimeZone: given.workspaceTimeZone ?? 'UTC',
          ...(given.workflowTimeZone ? { workflowTimeZone: given.workflowTimeZone } : {}),
          ...(given.runId ? { runId: given.runId } : {}),
          ...(given.accountTimeZone ? { accountTimeZone: given.accountTimeZone } : {}),
        },
      },
    );
    state = answer.state;
    steps.push(...answer.steps.filter(({ node }) => node === 'wait'));
    const done = answer.stop.kind !== 'wait';
    const until = answer.stop.kind === 'wait' ? answer.stop.until : undefined;
    const arrivals = events.map(({ receivedAt }) => Date.parse(receivedAt)).filter((at) => at > now);
    const next = Math.min(...arrivals, until === undefined ? Number.POSITIVE_INFINITY : until + lateBy);
    if (done || next === Number.POSITIVE_INFINITY)
      return { steps, last: steps.at(-1), state, at: done ? new Date(now).toISOString() : undefined };
    now = next;
  }
  throw new Error(`Still not at rest after ${MOST_CALLS} calls: ${JSON.stringify(steps.slice(-3))}`);
}
