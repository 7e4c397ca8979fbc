import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import { triggerRules } from '../compiler/trigger-rules.ts';
import type { Graph } from '../graph/graph.ts';
import { type Catalog, loadCatalog } from '../node/catalog.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import type { Plan } from '../plan/plan.ts';
import { Chance } from '../testing/chance.ts';
import { generateEvents, generateLead } from '../testing/generate.ts';
import { generateWorkflow } from '../testing/generate-workflow.ts';
import { MUTATIONS, mutateWorkflow } from '../testing/mutate-workflow.ts';
import { pathProblems } from '../testing/path-of.ts';
import { runVirtually, type VirtualRun } from '../testing/virtual-run.ts';
import type { Step } from './answer.ts';
import { type Migrated, migrate } from './migrate.ts';
import type { RunState, Token } from './state.ts';

const WORKFLOWS = 300;
const LEADS = 2;
const BATCH = 20;
const FROM = Date.UTC(2026, 2, 1);
const TO = Date.UTC(2026, 4, 1);

interface Moved {
  before: RunState;
  after: RunState;
  moves: Extract<Migrated, { kind: 'moved' }>['moves'];
  /** Steps taken before. */
  taken: number;
  now: number;
}

/** The steps of a run of two plans, cut where it was moved. */
interface Walked {
  run: VirtualRun;
  moved: Moved[];
}

/** What a run of the old plan was sent by a node, once per visit: how often a message of it began. */
function sendsOf({ steps }: Pick<VirtualRun, 'steps'>, plan: Plan): Map<string, number> {
  const sends = new Map<string, number>();
  for (const { node, kind, outcome } of steps)
    if (kind === 'left' && (outcome === 'done' || outcome === 'unknown') && isMessage(plan, node))
      sends.set(node, (sends.get(node) ?? 0) + 1);
  return sends;
}

const isMessage = ({ nodes }: Plan, node: string) => ['email', 'sms'].includes(nodes[node]?.place ?? '');

/** Nodes that may be come to from a node, itself only through a loop. */
function behind({ nodes }: Plan, start: string): Set<string> {
  const found = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const { to } of Object.values(nodes[id]?.ports ?? {}))
      if (to && !found.has(to)) {
        found.add(to);
        open.push(to);
      }
  return found;
}

const seen = new Map<string, number>();
const see = (...names: string[]) => {
  for (const name of names) seen.set(name, (seen.get(name) ?? 0) + 1);
};

describe(`runs moved between ${WORKFLOWS} generated workflows and changed ones`, () => {
  let catalog: Catalog;
  beforeAll(async () => {
    catalog = await loadCatalog(BUILT_IN_NODES);
  });

  const planOf = (graph: Graph) => compile(graph, catalog).plan;

  /** A changed workflow that compiles. */
  function changedPlan(graph: Graph, chance: Chance): Plan | undefined {
    for (let tries = 0; tries < 6; tries++) {
      const { graph: changed, done } = mutateWorkflow(graph, chance);
      const plan = planOf(changed);
      if (!plan) continue;
      see(...done);
      return plan;
    }
    return undefined;
  }

  function walk(
    graph: Graph,
    from: Plan,
    seed: number,
    to: (state: RunState, now: number) => Plan | undefined,
  ): Walked {
    const chance = new Chance(`moved run ${seed}`);
    const rules = triggerRules(from, catalog);
    const [first] = rules;
    if (!first) throw new Error('The workflow has no trigger.');
    const moved: Moved[] = [];
    let present = from;
    const steps: Step[] = [];
    const run = runVirtually({
      plan: from,
      catalog,
      lead: generateLead(seed),
      trigger: { node: first.nodeId, event: null },
      events: generateEvents(seed, graph, FROM, TO),
      from: FROM,
      chance,
      migrate(state, now) {
        const plan = to(state, now);
        if (!plan) return undefined;
        const answer = migrate({ from: present, to: plan, state, now, settled: true });
        see(answer.kind);
        if (answer.kind !== 'moved') return undefined;
        present = plan;
        moved.push({ before: state, after: answer.state, moves: answer.moves, taken: steps.length, now });
        return {
          plan,
          state: answer.state,
          steps: answer.moves.map(({ token, node, visit, openedAt, to: next, givenUp }) => ({
            token,
            node,
            visit,
            openedAt,
            at: now,
            cause: 'control' as const,
            text: 'Moved',
            ...(givenUp ? { kind: 'ended' as const } : { kind: 'control' as const, ...(next ? { to: next } : {}) }),
          })),
        };
      },
    });
    return { run, moved };
  }

  it.each(Array.from({ length: WORKFLOWS / BATCH }, (_, batch) => [batch * BATCH, (batch + 1) * BATCH - 1] as const))(
    'workflows %i to %i: a moved run has a place, keeps its time, is sent nothing twice, and comes to rest or to an end',
    (first, last) => {
      for (let seed = first; seed <= last; seed++) {
        const graph = generateWorkflow(seed);
        const from = planOf(graph);
        if (!from) throw new Error(`Workflow ${seed} does not compile.`);
        for (let number = 0; number < LEADS; number++) {
          const chance = new Chance(`move ${seed} ${number}`);
          const after = changedPlan(graph, chance);
          if (!after) continue;
          let rests = chance.int(0, 5);
          try {
            const { run, moved } = walk(graph, from, seed * LEADS + number, () => (rests-- === 0 ? after : undefined));
            for (const one of moved) checkMoved(from, after, one);
            checkRun(from, after, run, moved);
          } catch (error) {
            // A line drawn backwards may make a workflow that sends leads round for ever; it rests in each round.
            if (error instanceof Error && error.message.startsWith('The run still moves')) continue;
            throw new Error(`Lead ${number} of workflow ${seed} failed.`, { cause: error });
          }
        }
      }
    },
    60_000,
  );

  function checkMoved(from: Plan, to: Plan, { before, after, moves }: Moved): void {
    expect(after.tokens.length).toBeGreaterThan(0);
    for (const token of after.tokens) {
      expect(to.nodes[token.node], `${token.node} is in the new plan`).toBeDefined();
      const former = before.tokens.find(({ id }) => id === token.id);
      if (token.at !== 'ready') expect(sinceOf(token)).toBe(former && sinceOf(former));
      see(`${former?.at} ${token.at === former?.at && token.node === former.node ? 'stays' : 'goes'}`);
    }
    const { tokens: _, passSent: __, ...kept } = after;
    const { tokens: ___, passSent: ____, ...were } = before;
    expect(kept).toEqual(were);
    expect(moves).toHaveLength(before.tokens.length);
    // A node that only the new version has is come to by nobody who is moved.
    for (const { to: next } of moves) if (next) expect(from.nodes[next]).toBeDefined();
  }

  function checkRun(from: Plan, to: Plan, run: VirtualRun, moved: Moved[]): void {
    const [one] = moved;
    const at = run.steps.findIndex(({ text }) => text === 'Moved');
    const planOfStep = (step: Step) => (at >= 0 && run.steps.indexOf(step) >= at ? to : from);
    expect(pathProblems(from, run.steps, (_, index) => (at >= 0 && index >= at ? to : from))).toEqual([]);
    if (run.stop.kind === 'wait') expect(run.stop.until).toBeUndefined();
    else expect(run.state.tokens.length > 0).toBe(run.stop.kind !== 'end');
    if (!one) return;
    const before = sendsOf({ steps: run.steps.slice(0, at) }, from);
    const after = sendsOf({ steps: run.steps.slice(at) }, to);
    for (const [node, times] of after) {
      if (!before.has(node)) continue;
      // Only a loop sends again: one that the run was in before, or a new one, after it has passed the message by.
      const looped = one.before.tokens.some(({ node: stood }) => behind(from, stood).has(node));
      const passed = run.steps.slice(at).some((step) => step.node === node && step.outcome === 'already-sent');
      see(looped ? 'sent again by a loop' : 'sent again by a new loop');
      expect(looped || (passed && behind(to, node).has(node)), `${node} was sent ${times} times again`).toBe(true);
    }
    for (const step of run.steps) expect(planOfStep(step).nodes[step.node] ?? from.nodes[step.node]).toBeDefined();
  }

  const sinceOf = (token: Token) => ('since' in token ? token.since : undefined);

  it('to the same plan nothing is different: the state is the same, and so is the further way', () => {
    for (let seed = 0; seed < 60; seed++) {
      const graph = generateWorkflow(seed);
      const plan = planOf(graph);
      if (!plan) throw new Error(`Workflow ${seed} does not compile.`);
      let rests = seed % 4;
      const { run, moved } = walk(graph, plan, seed, () =>
        rests-- === 0 ? (JSON.parse(JSON.stringify(plan)) as Plan) : undefined,
      );
      for (const { before, after } of moved) expect(after).toEqual(before);
      const { run: unmoved } = walk(graph, plan, seed, () => undefined);
      const told = (one: VirtualRun) => one.steps.filter(({ text }) => text !== 'Moved');
      expect(told(run)).toEqual(told(unmoved));
    }
  });

  it('met every change, and every way in which a token is placed', () => {
    const wanted = [
      ...MUTATIONS,
      'moved',

      'waiting stays',
      'waiting goes',
      'joined stays',
      'sent again by a loop',
    ];
    expect(wanted.filter((name) => !seen.has(name))).toEqual([]);
  });
});
