import { beforeAll, describe, expect, it } from 'vitest';
import { GRAPH_VERSION, type Graph, type GraphNode } from '../../graph/graph.ts';
import { type Catalog, loadCatalog } from '../../node/catalog.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { generateWorkflow } from '../../testing/generate-workflow.ts';
import { versionChanges } from './version-changes.ts';

let catalog: Catalog;
beforeAll(async () => {
  catalog = await loadCatalog(BUILT_IN_NODES);
});

const condition = (field: string, operator: string, value: unknown) => ({
  version: 1 as const,
  combinator: 'and' as const,
  rules: [{ field, operator, value }],
});
const days = (amount: number) => ({ amount, unit: 'days', mode: 'elapsed' });
const hours = (from: string, to: string) => ({ open: [{ weekdays: [1, 2, 3, 4, 5], from, to }] });

const node = (id: string, type: string, name: string, config: Record<string, unknown> = {}): GraphNode => ({
  id,
  type,
  typeVersion: 1,
  name,
  config,
});

/** Trigger → Read the guide? (4 days) → Insights mail → Wait 2 days → End */
function flow(change: (nodes: Record<string, GraphNode>) => void = () => {}, more: Partial<Graph> = {}): Graph {
  const nodes: Record<string, GraphNode> = {
    start: node('start', 'trigger-event', 'Download', { event: 'content.downloaded' }),
    guide: node('guide', 'wait-for-event', 'Read the guide?', { event: 'email.clicked', giveUpAfter: days(4) }),
    mail: node('mail', 'send-email', 'Insights mail', { subject: 'Insights from 40 teams', body: 'Hello' }),
    wait: node('wait', 'wait', 'Wait 2 days', { duration: days(2), window: hours('09:00', '17:00') }),
    end: node('end', 'end', 'End'),
  };
  change(nodes);
  return {
    graphVersion: GRAPH_VERSION,
    nodes: Object.values(nodes),
    edges: [
      { id: 'e1', from: 'start', port: 'next', to: 'guide' },
      { id: 'e2', from: 'guide', port: 'happened', to: 'mail' },
      { id: 'e3', from: 'guide', port: 'timeout', to: 'end' },
      { id: 'e4', from: 'mail', port: 'next', to: 'wait' },
      { id: 'e5', from: 'wait', port: 'next', to: 'end' },
    ],
    notes: [],
    direction: 'down',
    settings: { reEntry: { mode: 'after-exit' } },
    ...more,
  };
}

/** As the publish dialog reads: name, what differs, the rest of the sentence. */
const told = (from: Graph, to: Graph) =>
  versionChanges(from, to, catalog).map(({ kind, name, settings, text }) =>
    [kind, name, ...settings.map(({ label, from: a, to: b }) => `${label}: ${a} → ${b}`), text]
      .filter(Boolean)
      .join(' | '),
  );
const changed = (change: (nodes: Record<string, GraphNode>) => void) => told(flow(), flow(change));
const config = (id: string, more: Record<string, unknown>) => (nodes: Record<string, GraphNode>) => {
  const former = nodes[id];
  if (former) nodes[id] = { ...former, config: { ...former.config, ...more } };
};

describe('what is different between two versions', () => {
  it('is told with the labels of the form and values as people read them', () => {
    expect(changed(config('guide', { giveUpAfter: days(3) }))).toEqual([
      'changed | Read the guide? | Give up after: 4 days → 3 days',
    ]);
    expect(changed(config('mail', { subject: 'What 40 dispatch teams do' }))).toEqual([
      'changed | Insights mail | Subject: “Insights from 40 teams” → “What 40 dispatch teams do”',
    ]);
    expect(changed(config('wait', { window: hours('08:00', '18:00') }))).toEqual([
      'changed | Wait 2 days | Opening hours: Mon–Fri, 9–17 → Mon–Fri, 8–18',
    ]);
    expect(changed(config('guide', { filter: condition('event.properties.tag', '=', 'guide') }))).toEqual([
      expect.stringMatching(/^changed \| Read the guide\? \| .+: null → Tag is guide$/),
    ]);
  });

  it('shows of two long texts the part where they part', () => {
    const body = `Hello, ${'here is a long introduction. '.repeat(5)}`;
    const [line] = told(
      flow(config('mail', { body: `${body}Old end.` })),
      flow(config('mail', { body: `${body}New end.` })),
    );
    expect(line).toMatch(/^changed \| Insights mail \| .+: “….{1,20}Old end\.” → “….{1,20}New end\.”$/);
  });

  it('tells of a step put in, without repeating its wires; of one taken out; and of one that leads elsewhere', () => {
    const sms = node('sms', 'send-sms', 'Reminder', { text: 'Hi, reply STOP to stop' });
    const inserted = flow((nodes) => {
      nodes.sms = sms;
    });
    inserted.edges = inserted.edges.flatMap((edge) =>
      edge.id === 'e5'
        ? [
            { ...edge, to: 'sms' },
            { id: 'e6', from: 'sms', port: 'next', to: 'end' },
          ]
        : [edge],
    );
    expect(told(flow(), inserted)).toEqual(['new | Reminder | is new, after “Wait 2 days”']);
    expect(told(inserted, flow())).toEqual(['gone | Reminder | is gone']);
    const rewired = flow();
    rewired.edges = rewired.edges.map((edge) => (edge.id === 'e3' ? { ...edge, to: 'mail' } : edge));
    expect(told(flow(), rewired)).toEqual(['changed | Read the guide? | “Timed out” now leads to “Insights mail”']);
    const ended = flow((nodes) => {
      if (nodes.guide) nodes.guide = { ...nodes.guide, endsHere: ['timeout'] };
    });
    ended.edges = ended.edges.filter(({ id }) => id !== 'e3');
    expect(told(flow(), ended)).toEqual(['changed | Read the guide? | “Timed out” now ends here']);
  });

  it('tells of names, of steps switched off, and of another type at the same place', () => {
    expect(
      changed((nodes) => {
        if (nodes.wait) nodes.wait = { ...nodes.wait, name: 'Two days', off: true };
        if (nodes.end) nodes.end = { ...nodes.end, type: 'exit', name: 'Out' };
      }),
    ).toEqual([
      'changed | Two days | Name: “Wait 2 days” → “Two days” | is switched off',
      'changed | Out | Name: “End” → “Out” | is now “Exit”',
    ]);
  });

  it('tells of branches one by one, and of their order', () => {
    const branch = (...branches: unknown[]) =>
      flow((nodes) => {
        nodes.wait = node('wait', 'branch', 'Which?', { branches });
      });
    const de = { id: 'a', label: 'German', when: condition('lead.country', '=', 'DE') };
    const fr = { id: 'b', label: 'French', when: condition('lead.country', '=', 'FR') };
    const at = { ...de, when: condition('lead.country', '=', 'AT') };
    expect(told(branch(de), branch(at))).toEqual([
      'changed | Which? | Branches · German · When: Country is DE → Country is AT',
    ]);
    expect(told(branch(de), branch(de, fr))).toEqual([
      expect.stringMatching(/^changed \| Which\? \| Branches: null → “French”, Country is FR/),
    ]);
    expect(told(branch(de, fr), branch(fr, de))).toEqual([
      'changed | Which? | Branches · Order: German, French → French, German',
    ]);
  });

  it('tells of the settings of the whole workflow', () => {
    const rule = { id: 'r1', name: 'Leaves on reply', event: 'email.replied' };
    const big = condition('lead.employees', '>', 50);
    const settings = (more: Partial<Graph['settings']>) =>
      flow(undefined, { settings: { reEntry: { mode: 'after-exit' }, ...more } });
    expect(told(settings({ entryFilter: big as never }), settings({ exitRules: [rule] }))).toEqual([
      'new | Leaves on reply | is a new rule for every run',
      'gone | Entry filter | “Employees is more than 50” is gone',
    ]);
    expect(
      told(
        settings({ exitRules: [rule] }),
        settings({ reEntry: { mode: 'never' }, priority: 1, exitRules: [{ ...rule, event: 'sms.replied' }] }),
      ),
    ).toEqual([
      'changed | Leaves on reply | When this happens: email.replied → sms.replied',
      'changed | May enter again | May enter again: After leaving → Never',
      'changed | Priority | Priority: null → 1',
    ]);
  });

  it('tells by its words what a field that was left empty meant', () => {
    const by = (config: object) =>
      flow((nodes) => {
        nodes.start = node('start', 'trigger-form', 'Sign-up', { ...config });
      });
    expect(told(by({}), by({ moment: 'confirmed' }))).toEqual([
      'changed | Sign-up | Starts: When the form is sent → When the person has confirmed',
    ]);
    expect(told(by({}), by({ moment: 'submitted' }))).toEqual([]);
  });

  it('is nothing where cards, notes and the direction were moved, or defaults were filled in', () => {
    const moved = flow(
      (nodes) => {
        for (const [id, one] of Object.entries(nodes)) nodes[id] = { ...one, position: { x: 1, y: 2 } };
        config('wait', { mode: 'duration', time: '09:00' })(nodes);
      },
      { direction: 'right', notes: [{ id: 'n', text: 'Hi', position: { x: 0, y: 0 } }] },
    );
    expect(told(flow(), moved)).toEqual([]);
  });

  it('is nothing between a generated workflow and itself, and something, without a fault, between two', () => {
    for (let seed = 0; seed < 60; seed++) {
      const [one, other] = [generateWorkflow(seed), generateWorkflow(seed + 1)];
      expect(versionChanges(one, generateWorkflow(seed), catalog)).toEqual([]);
      const changes = versionChanges(one, other, catalog);
      expect(changes.length).toBeGreaterThan(0);
      for (const { settings, text } of changes) {
        expect(settings.length + text.length).toBeGreaterThan(0);
        for (const { label, from, to } of settings) {
          expect(label).not.toBe('');
          expect([from ?? '', to ?? ''].every((words) => words.length <= 90 && !words.includes('[object'))).toBe(true);
          expect(from).not.toBe(to);
        }
      }
    }
  });
});
