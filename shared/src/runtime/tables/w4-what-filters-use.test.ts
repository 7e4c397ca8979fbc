import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../node/catalog.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { driveWait } from '../../testing/drive-wait.ts';
import { doors, event, from, happened } from '../../testing/wait-rows.ts';

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
