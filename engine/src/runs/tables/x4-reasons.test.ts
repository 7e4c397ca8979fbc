import { readFile } from 'node:fs/promises';
import { END_REASONS, type EndReason } from '@trellis/shared/node/decision.ts';
import exit from '@trellis/shared/nodes/exit/definition.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HandRun, type Link, straight } from '../../testing/hand-run.ts';
import { letGo } from '../../testing/settle.ts';
import { createStage, type Stage } from '../../testing/stage.ts';

/*
 * Every ended run has a reason code, and the codes are one list (3.X4). The reasons that come of a workflow's own drawing are rows here; each of the
 * others is brought about by the table that is named.
 */

const ELSEWHERE: Partial<Record<EndReason, string>> = {
  'exited-by-person': 'routing/tables/e5-re-entry.test.ts',
  restarted: 'runs/control.test.ts',
  unsubscribed: 'messages/tables/x3-opt-outs.test.ts',
  complained: 'messages/tables/x3-opt-outs.test.ts',
  'hard-bounced': 'messages/tables/x3-opt-outs.test.ts',
  suppressed: 'messages/tables/x3-opt-outs.test.ts',
  erased: 'messages/tables/x3-opt-outs.test.ts',
  merged: 'leads/tables/d3-merge.test.ts',
  'goal-reached': 'routing/tables/x1-exits-and-goals-at-once.test.ts',
  'exit-rule': 'routing/tables/x1-exits-and-goals-at-once.test.ts',
  guard: '../../shared/src/runtime/tables/e2-guard.test.ts',
  superseded: 'routing/tables/e5-re-entry.test.ts',
  'stopped-by-workflow': 'routing/named-events.test.ts',
  'workflow-stopped': 'routing/scans/scans.test.ts',
};
const LINKS: [EndReason, Link | undefined][] = [
  ['completed', undefined],
  [
    'no-next-step',
    {
      type: 'branch',
      config: {
        branches: [
          {
            id: 'yes',
            label: 'Yes',
            when: { version: 1, combinator: 'and', rules: [{ field: 'lead.nothing', operator: 'isSet' }] },
          },
        ],
      },
      at: 'yes',
    },
  ],
  ...exit.config.shape.reason
    .unwrap()
    .options.map((reason): [EndReason, Link] => [reason, { type: 'exit', config: { reason } }]),
];

let stage: Stage;
let hand: HandRun;
beforeAll(async () => {
  stage = await createStage();
  hand = new HandRun(stage);
});
afterAll(() => stage?.close());

describe('X4 a run that ends', () => {
  it.each(LINKS)('by its drawing has the reason %s, in the row, the log and the event', async (reason, link) => {
    const event = `go-${reason}`;
    const { nodes, edges, ...graph } = link ? straight(link) : straight();
    const exits = link?.type === 'exit';
    await stage.publish({
      ...graph,
      nodes: nodes
        .filter(({ type }) => !exits || type !== 'end')
        .map((node) => (node.id === 'n0' ? { ...node, config: { event } } : { ...node, endsHere: ['else'] })),
      edges: edges.filter(({ to }) => !exits || to !== 'n2'),
    });
    const { started, leadId } = await hand.send(`lead-${reason}`, event);
    const run = started[0]?.runId ?? '';
    await letGo(hand, run);
    expect(await hand.row(run)).toMatchObject({ status: 'ended', reason });
    const [told] = await hand.inWorkspace((tx) =>
      tx.execute<{ reason: string }>(
        sql`select properties ->> 'reason' as reason from events where name = 'run.ended' and lead_id = ${leadId}`,
      ),
    );
    expect(told?.reason).toBe(reason);
  });

  it('has one of the listed reasons, each with its sentence, and each is brought about by a table', async () => {
    const here = new Set(LINKS.map(([reason]) => reason));
    for (const [reason, sentence] of Object.entries(END_REASONS) as [EndReason, string][]) {
      expect(sentence.length, reason).toBeGreaterThan(5);
      if (here.has(reason)) continue;
      const file = ELSEWHERE[reason];
      const text = file && (await readFile(new URL(`../../${file}`, import.meta.url), 'utf8'));
      expect(text, `${reason} is brought about by no table`).toContain(reason);
    }
  });
});
