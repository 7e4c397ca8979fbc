import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../node/catalog.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { driveWait } from '../../testing/drive-wait.ts';
import { elapsed, from, happened } from '../../testing/wait-rows.ts';

describe('W10 the end of the workflow', () => {
  it.each([
    ['wait', { duration: elapsed(1) }, ['next'], /Time over; rests here until the workflow leads on/],
    ['wait', { mode: 'date', date: '2026-11-01' }, ['next', 'past'], /has passed already; rests here/],
    ['park', {}, ['next'], /Everything so far was received; rests here/],
  ])('a %s without a way on holds its leads', async (type, config, open, text) => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const held = driveWait(catalog, { type, config, from, open });
    expect(held.last).toMatchObject({ kind: 'rest', text: expect.stringMatching(text) });
    expect(held.at).toBeUndefined();
    expect(held.state.tokens).toMatchObject([{ at: 'waiting', node: 'wait', wait: { holds: 'next' } }]);
    // A version that leads on, and a call: the same state goes on.
    const on = driveWait(catalog, { type, config, from: '2027-01-01T00:00:00Z', state: held.state });
    expect(on.last).toMatchObject({ kind: 'left', port: 'next', text: 'The workflow leads on from here' });
  });

  it.each([
    ['by time', { kind: 'duration', duration: elapsed(1) }, []],
    ['by an event', { kind: 'event', event: 'email.clicked' }, ['email.clicked']],
  ])('a door of a list that nobody drew a way behind holds whom it lets out %s', async (_, door, names) => {
    const catalog = await loadCatalog(BUILT_IN_NODES);
    const config = { doors: [{ id: 'only', label: 'Clicked', ...door }] };
    const events = names.map((name) => happened(name, '2026-11-20T11:00:00Z'));
    const held = driveWait(catalog, { type: 'wait-any', config, from, open: ['only'], events });
    expect(held.last).toMatchObject({
      kind: 'rest',
      text: expect.stringMatching(/rests here until the workflow leads on/),
    });
    expect(held.state.tokens).toMatchObject([{ at: 'waiting', node: 'wait', wait: { holds: 'only' } }]);
    const on = driveWait(catalog, { type: 'wait-any', config, from: '2027-01-01T00:00:00Z', state: held.state });
    expect(on.last).toMatchObject({ kind: 'left', port: 'only', text: 'The workflow leads on from here' });
  });
});
