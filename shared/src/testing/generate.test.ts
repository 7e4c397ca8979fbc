import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../compiler/compile.ts';
import { triggerRules } from '../compiler/trigger-rules.ts';
import { evaluate } from '../condition/evaluate.ts';
import { eventRecordSchema, matchesName } from '../event/event.ts';
import { readGraph } from '../graph/migrations.ts';
import { leadSnapshotSchema } from '../lead/lead.ts';
import { type Catalog, loadCatalog } from '../node/catalog.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import { generateEvents, generateLead } from './generate.ts';
import { generateWorkflow } from './generate-workflow.ts';

const SEEDS = Array.from({ length: 500 }, (_, seed) => seed);
const FROM = Date.UTC(2026, 2, 1);
const TO = Date.UTC(2026, 4, 1);

describe('generated workflows', () => {
  let catalog: Catalog;
  beforeAll(async () => {
    catalog = await loadCatalog(BUILT_IN_NODES);
  });

  it('compile without errors and survive being saved', () => {
    for (const seed of SEEDS) {
      const graph = generateWorkflow(seed);
      const { diagnostics } = compile(graph, catalog);
      expect(
        diagnostics.filter(({ severity }) => severity === 'error'),
        `seed ${seed}`,
      ).toEqual([]);
      expect(readGraph(JSON.parse(JSON.stringify(graph))).graph, `seed ${seed}`).toEqual(graph);
    }
  });

  it('use every node type, every port of each, joins, loops, marks and nodes that are off', () => {
    const ports = new Set<string>();
    let joins = 0;
    let loops = 0;
    let marks = 0;
    let off = 0;
    for (const seed of SEEDS) {
      const { nodes, edges } = generateWorkflow(seed);
      const order = new Map(nodes.map(({ id }, index) => [id, index]));
      const types = new Map(nodes.map(({ id, type }) => [id, type]));
      for (const { type } of nodes) ports.add(type);
      for (const { from, port } of edges) ports.add(`${types.get(from)}.${/^[abcdp]\d$/.test(port) ? 'each' : port}`);
      joins += edges.length - new Set(edges.map(({ to }) => to)).size;
      loops += edges.filter(({ from, to }) => (order.get(to) ?? 0) < (order.get(from) ?? 0)).length;
      marks += nodes.filter(({ endsHere }) => endsHere).length;
      off += nodes.filter((node) => node.off).length;
    }
    for (const type of Object.keys(BUILT_IN_NODES)) expect(ports).toContain(type);
    for (const port of [
      ...['trigger-event.next', 'trigger-manual.next', 'wait.next', 'wait.past', 'wait-for-event.happened'],
      ...['wait-for-event.timeout', 'branch.each', 'branch.else', 'split.each', 'send-email.next', 'send-email.failed'],
      ...['update-lead.next', 'call-webhook.next', 'call-webhook.failed'],
    ]) {
      expect(ports).toContain(port);
    }
    for (const count of [joins, loops, marks, off]) expect(count).toBeGreaterThan(20);
  });

  it('are the same for the same seed, and differ for others', () => {
    expect(generateWorkflow(7)).toEqual(generateWorkflow(7));
    expect(generateWorkflow(7)).not.toEqual(generateWorkflow(8));
  });

  it('get events whose first starts a run', () => {
    for (const seed of SEEDS.slice(0, 200)) {
      const graph = generateWorkflow(seed);
      const { plan } = compile(graph, catalog);
      const events = generateEvents(seed, graph, FROM, TO);
      for (const event of events) expect(eventRecordSchema.safeParse(event).error).toBeUndefined();
      const [first] = events;
      const starts = plan
        ? triggerRules(plan, catalog).filter(
            ({ rule }) =>
              first &&
              rule.on === 'event' &&
              matchesName(rule.event, first.name) &&
              (!rule.filter || evaluate(rule.filter, { event: first, now: FROM }).value === true),
          )
        : [];
      expect(starts.length, `seed ${seed}`).toBeGreaterThan(0);
      expect(events).toEqual(generateEvents(seed, graph, FROM, TO));
    }
  });
});

it('generated leads are leads, of every kind', () => {
  const leads = SEEDS.map(generateLead);
  for (const lead of leads) expect(leadSnapshotSchema.safeParse(lead).error).toBeUndefined();
  expect(leads.some(({ email }) => email === null)).toBe(true);
  expect(leads.some(({ timeZone }) => timeZone === null)).toBe(true);
  expect(leads.some(({ consent }) => consent.email === 'opted-out')).toBe(true);
});
