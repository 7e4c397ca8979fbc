import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../node/catalog.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { driveWait } from '../../testing/drive-wait.ts';
import { only } from '../../testing/graph-rows.ts';
import { worldAt } from '../../testing/small-plan.ts';
import { at, doors, elapsed, event, from, happened, NOW, type Row, testRows } from '../../testing/wait-rows.ts';
import { judgeLate } from '../judge.ts';

const race = { ...doors(event('pay'), { kind: 'duration', duration: elapsed(1, 'hours') }), lookBack: 'this-wait' };
const RULES: Row[] = [
  [
    'an event before the deadline wins',
    { config: race, from, events: [happened('pay', '2026-11-20T10:30:00Z')] },
    'd0',
    '2026-11-20T10:30:00.000Z',
  ],
  [
    'an event at the deadline wins',
    { config: race, from, events: [happened('pay', '2026-11-20T11:00:00Z')] },
    'd0',
    '2026-11-20T11:00:00.000Z',
  ],
  [
    'an event in time that is known when the call comes late wins',
    {
      config: race,
      from,
      lateBy: 600_000,
      events: [happened('pay', '2026-11-20T10:59:00Z', {}, '2026-11-20T11:05:00Z')],
    },
    'd0',
    '2026-11-20T11:05:00.000Z',
  ],
  [
    'an event in time that arrives too late is late',
    { config: race, from, events: [happened('pay', '2026-11-20T10:59:00Z', {}, '2026-11-20T11:05:00Z')] },
    'd1',
    '2026-11-20T11:00:00.000Z',
  ],
  [
    'with a grace it is waited for',
    {
      config: { ...race, grace: elapsed(10, 'minutes') },
      from,
      events: [happened('pay', '2026-11-20T10:59:00Z', {}, '2026-11-20T11:05:00Z')],
    },
    'd0',
    '2026-11-20T11:05:00.000Z',
  ],
  [
    'the grace admits nothing that happened after the deadline',
    { config: { ...race, grace: elapsed(10, 'minutes') }, from, events: [happened('pay', '2026-11-20T11:02:00Z')] },
    'd1',
    '2026-11-20T11:10:00.000Z',
  ],
  [
    'a sender’s fast clock gains nothing: it counts as received',
    { config: race, from, events: [happened('pay', '2026-11-21T00:00:00Z', {}, '2026-11-20T10:30:00Z')] },
    'd0',
    '2026-11-20T10:30:00.000Z',
  ],
  [
    'an event that ended another wait does not count again',
    {
      config: { ...race, lookBack: 'ever' },
      from,
      events: [happened('pay', '2026-11-20T09:00:00Z')],
      state: { consumed: [happened('pay', '2026-11-20T09:00:00Z').id] },
    },
    'd1',
    '2026-11-20T11:00:00.000Z',
  ],
  [
    'unless the node says so',
    {
      config: { ...race, lookBack: 'ever', reuse: true },
      from,
      events: [happened('pay', '2026-11-20T09:00:00Z')],
      state: { consumed: [happened('pay', '2026-11-20T09:00:00Z').id] },
    },
    'd0',
    NOW,
  ],
  [
    'the event that started the run ends no wait of it',
    {
      config: { ...race, lookBack: 'ever' },
      from,
      trigger: happened('pay', '2026-11-20T09:00:00Z'),
      events: [happened('pay', '2026-11-20T09:00:00Z')],
      state: { consumed: [happened('pay', '2026-11-20T09:00:00Z').id] },
    },
    'd1',
    '2026-11-20T11:00:00.000Z',
    { cause: 'time' },
  ],
];

testRows('W5 event against deadline', RULES);

describe('W5 after its wait has ended an event is late', () => {
  const late = (name: string, iso: string, properties = {}) => happened(name, iso, properties, '2026-11-20T15:00:00Z');
  it.each<[string, Record<string, unknown>, ReturnType<typeof late>, string | undefined]>([
    ['where it happened in time', race, late('pay', '2026-11-20T10:59:00Z'), 'late'],
    ['at the deadline too', race, late('pay', '2026-11-20T11:00:00Z'), 'late'],
    ['after the deadline it is none of it', race, late('pay', '2026-11-20T11:00:01Z'), undefined],
    ['nor before the wait looked back to', race, late('pay', '2026-11-20T09:59:00Z'), undefined],
    ['nor another event', race, late('visit', '2026-11-20T10:59:00Z'), undefined],
    [
      'nor one that the filter shuts out',
      {
        ...race,
        ...doors(event('pay', { filter: only('event.sum', '>', 5) }), {
          kind: 'duration',
          duration: elapsed(1, 'hours'),
        }),
      },
      late('pay', '2026-11-20T10:59:00Z', { sum: 1 }),
      undefined,
    ],
    [
      'the grace does not count',
      { ...race, grace: elapsed(10, 'minutes') },
      late('pay', '2026-11-20T11:05:00Z'),
      undefined,
    ],
  ])('%s', async (_, config, arrived, code) => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const { state, last } = driveWait(catalog, { type: 'wait-any', config, from });
    expect(last).toMatchObject({ kind: 'left', port: 'd1', cause: 'time' });
    const reading = { world: worldAt(at('2026-11-20T15:00:00Z')), state, missing: [] };
    const judged = (state.closed ?? []).map((closed) => judgeLate(reading, closed, arrived)).find(Boolean);
    expect(judged?.kind === 'no' ? judged.code : undefined).toBe(code);
  });

  it('of a wait that an event ended nothing is late', async () => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const events = [happened('pay', '2026-11-20T10:30:00Z')];
    expect(driveWait(catalog, { type: 'wait-any', config: race, from, events }).state.closed).toBeUndefined();
  });
});
