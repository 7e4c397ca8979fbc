import { describe, expect, it } from 'vitest';
import type { EventRecord } from '../../event/event.ts';
import { loadCatalog } from '../../node/catalog.ts';
import type { EventDoor } from '../../node/decision.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { driveWait } from '../../testing/drive-wait.ts';
import { only } from '../../testing/graph-rows.ts';
import { worldAt } from '../../testing/small-plan.ts';
import { at, doors, event, from, happened, NOW } from '../../testing/wait-rows.ts';
import { judgeDoor } from '../judge.ts';
import { initialState } from '../state.ts';

describe('W4 what filters may use', () => {
  const filtered = (field: string, value: string) => ({
    ...doors(event('pay', { filter: { version: 1, combinator: 'and', rules: [{ field, operator: '=', value }] } })),
    lookBack: 'this-wait',
  });
  it.each([
    ['the event', 'event.topic', 'pricing'],
    ['the trigger event', 'trigger.topic', 'hiring'],
    ['the lead', 'lead.plan', 'pro'],
    ['outputs of earlier steps', 'output.mail1.port', 'next'],
  ])('%s', async (_, field, value) => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const drive = (asked: string) =>
      driveWait(catalog, {
        type: 'wait-any',
        config: filtered(field, asked),
        from,
        events: [happened('pay', '2026-11-21T00:00:00Z', { topic: 'pricing' })],
        trigger: happened('x', '2026-11-20T00:00:00Z', { topic: 'hiring' }),
        lead: { attributes: { plan: 'pro' } },
        state: { outputs: { mail1: { port: 'next', at: 0 } } },
      }).last?.port;
    expect(drive(value)).toBe('d0');
    expect(drive('something else')).toBeUndefined();
  });
});

describe('W4 a rejected candidate', () => {
  const wait: EventDoor = { port: 'd0', event: 'pay.*', since: at(NOW), filter: only('event.sum', '>', 10) };
  const until = at('2026-11-21T00:00:00Z');
  it.each<[string, Partial<EventDoor>, EventRecord, string | undefined, string?]>([
    [
      'by its filter, with the failing clause',
      {},
      happened('pay.card', NOW, { sum: 5 }),
      'filter',
      'Not counted, sum is 5',
    ],
    ['by a filter that finds nothing', {}, happened('pay.card', NOW), 'filter', 'Not counted, sum is missing'],
    [
      'that happened before the look-back',
      {},
      happened('pay.card', '2026-11-20T09:59:59Z', { sum: 50 }),
      'before-wait',
      'Happened before the time this wait looks back to',
    ],
    [
      'that happened after the deadline',
      {},
      happened('pay.card', '2026-11-21T00:00:01Z', { sum: 50 }),
      'after-deadline',
      'Happened after the deadline of this wait',
    ],
    ['of another name is none', {}, happened('visit', NOW, { sum: 50 }), undefined],
    ['at a door that only watches is none', { keeps: true }, happened('pay.card', NOW, { sum: 5 }), undefined],
    ['that fits is none', {}, happened('pay.card', NOW, { sum: 50 }), 'yes'],
  ])('%s', (_, more, event, code, text) => {
    const reading = { world: worldAt(until), state: initialState({ trigger: 't', enteredAt: at(NOW) }), missing: [] };
    const judged = judgeDoor(reading, { ...wait, ...more }, until, event);
    expect(judged?.kind === 'no' ? judged.code : judged?.kind).toBe(code);
    if (text) expect(judged).toMatchObject({ text });
  });
});
