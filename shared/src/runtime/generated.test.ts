import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import { triggerRules } from '../compiler/trigger-rules.ts';
import type { EventRecord } from '../event/event.ts';
import { type Catalog, loadCatalog } from '../node/catalog.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import type { Plan } from '../plan/plan.ts';
import { Chance } from '../testing/chance.ts';
import { generateEvents, generateLead } from '../testing/generate.ts';
import { generateWorkflow } from '../testing/generate-workflow.ts';
import { pathProblems } from '../testing/path-of.ts';
import { worldAt } from '../testing/small-plan.ts';
import { runVirtually, type VirtualRun } from '../testing/virtual-run.ts';
import { judgeTrigger } from './judge.ts';
import { replayDry } from './replay.ts';

// The library's types have no console; the coverage is printed for people.
declare const console: { info(text: string): void };

const WORKFLOWS = 500;
const LEADS = 3;
/** Workflows of one test: a failing one is repeated with its neighbours. */
const BATCH = 20;
const FROM = Date.UTC(2026, 2, 1);
const TO = Date.UTC(2026, 4, 1);

/** How often each thing was seen. */
class Coverage {
  private readonly seen = new Map<string, number>();

  see(...names: string[]): void {
    for (const name of names) this.seen.set(name, (this.seen.get(name) ?? 0) + 1);
  }

  missing(wanted: readonly string[]): string[] {
    return wanted.filter((name) => !this.seen.has(name));
  }

  table(wanted: readonly string[]): string {
    return wanted.map((name) => `  ${name.padEnd(28)} ${this.seen.get(name) ?? 'NEVER'}`).join('\n');
  }
}

/** `split.arms` stands for every arm: ports that are made from a list have no names of their own. */
function wantedPorts(catalog: Catalog): string[] {
  return [...catalog].flatMap(
    ([
      type,
      {
        definition: { ports },
      },
    ]) => [
      ...('each' in ports ? [`${type}.${ports.each}`] : []),
      ...('each' in ports ? ports.plus : ports).map(({ id }) => `${type}.${id}`),
    ],
  );
}

describe(`${WORKFLOWS} generated workflows`, () => {
  let catalog: Catalog;
  const coverage = new Coverage();
  beforeAll(async () => {
    catalog = await loadCatalog(BUILT_IN_NODES);
  });

  function see(plan: Plan, { steps, stops, outcomes, stop }: VirtualRun): void {
    for (const { node, port, cause, kind } of steps) {
      const { type = '' } = plan.nodes[node] ?? {};
      const { ports } = catalog.get(type)?.definition ?? {};
      coverage.see(type, `cause ${cause}`, `step ${kind}`);
      const made = ports && 'each' in ports && !ports.plus.some(({ id }) => id === port);
      if (port !== undefined) coverage.see(`${type}.${made ? ports.each : port}`);
    }
    coverage.see(...stops.map((kind) => `stop ${kind}`), ...outcomes.map((outcome) => `outcome ${outcome}`));
    coverage.see(`rests ${stop.kind === 'wait' ? 'for ever' : stop.kind}`);
  }

  function startOf(plan: Plan, [first]: EventRecord[], chance: Chance) {
    const rules = triggerRules(plan, catalog);
    const manual = rules.find(({ rule }) => rule.on === 'manual');
    const wanted = rules.find(
      ({ rule }) =>
        first &&
        rule.on === 'event' &&
        judgeTrigger({
          event: first,
          ...(rule.filter ? { filter: rule.filter } : {}),
          reEntry: { mode: 'always' },
          former: [],
          world: worldAt(FROM),
        }).kind === 'yes',
    );
    // The other triggers are set off by Trellis itself: whoever drives begins there.
    const own = rules.filter(({ nodeId }) => !/^trigger-(?:event|manual)$/.test(plan.nodes[nodeId]?.type ?? ''));
    const [other] = own;
    if (other && chance.maybe(0.5)) return { node: other.nodeId, event: null };
    if (manual && (!wanted || chance.maybe(0.5))) return { node: manual.nodeId, event: null };
    if (!wanted || !first) throw new Error('No trigger of the workflow wants the first event.');
    return { node: wanted.nodeId, event: first };
  }

  /** Some leads through one workflow; throws with the command that repeats it. */
  function walk(seed: number, again: string): void {
    const graph = generateWorkflow(seed);
    const { plan } = compile(graph, catalog);
    if (!plan) throw new Error(`Workflow ${seed} does not compile.`);
    for (let number = 0; number < LEADS; number++) {
      const leadSeed = seed * LEADS + number;
      const chance = new Chance(`run ${leadSeed}`);
      const events = generateEvents(leadSeed, graph, FROM, TO);
      try {
        const trigger = startOf(plan, events, chance);
        const run = runVirtually({ plan, catalog, lead: generateLead(leadSeed), trigger, events, from: FROM, chance });
        expect(pathProblems(plan, run.steps)).toEqual([]);
        // As it comes back out of the database.
        const calls = JSON.parse(JSON.stringify(run.calls)) as VirtualRun['calls'];
        const replayed = replayDry({ plan, catalog, from: run.from, calls }, { recorded: run.steps });
        expect(replayed).toMatchObject({ reached: 'all', state: { tokens: run.state.tokens } });
        expect(replayed.steps).toEqual(run.steps);
        const consumed = run.steps.flatMap(({ consumed: id }) => id ?? []);
        expect(new Set(consumed).size).toBe(consumed.length);
        if (run.stop.kind === 'wait') expect(run.stop.until).toBeUndefined();
        else expect(run.state.tokens.length > 0).toBe(run.stop.kind !== 'end');
        see(plan, run);
      } catch (error) {
        throw new Error(`Lead ${number} of workflow ${seed} failed; repeat with: ${again}`, { cause: error });
      }
    }
  }

  it.each(Array.from({ length: WORKFLOWS / BATCH }, (_, batch) => [batch * BATCH, (batch + 1) * BATCH - 1] as const))(
    'workflows %i to %i: every lead walks a path of the plan and comes to rest or to an end',
    (first, last) => {
      const again = `npx vitest run --project shared shared/src/runtime/generated.test.ts -t "workflows ${first} to"`;
      for (let seed = first; seed <= last; seed++) walk(seed, again);
    },
  );

  it('together meet every node type, port, cause, stop and outcome', () => {
    const wanted = [
      ...catalog.keys(),
      ...wantedPorts(catalog),
      ...['start', 'go', 'timer', 'wake', 'settled', 'control', 'sweep', 'event', 'time'].map(
        (name) => `cause ${name}`,
      ),
      ...['rest', 'left', 'ended', 'parked', 'control'].map((name) => `step ${name}`),
      ...['effect', 'step', 'wait', 'end', 'parked', 'load'].map((name) => `stop ${name}`),
      ...['done', 'retry', 'failed', 'unknown', 'withheld true', 'withheld false'].map((name) => `outcome ${name}`),
      ...['end', 'parked', 'for ever'].map((name) => `rests ${name}`),
    ];
    console.info(`Seen in ${WORKFLOWS} workflows × ${LEADS} leads:\n${coverage.table(wanted)}`);
    expect(coverage.missing(wanted)).toEqual([]);
  });
});
