import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../node/catalog.ts';
import { BUILT_IN_NODES } from '../../nodes/registry.ts';
import { driveWait } from '../../testing/drive-wait.ts';
import { elapsed, from } from '../../testing/wait-rows.ts';

describe('W10 the end of the workflow', () => {
  it.each([
    ['wait', { duration: elapsed(1) }, ['next'], /Time over; rests here until the workflow leads on/],
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
});
