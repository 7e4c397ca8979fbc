import type { RunView } from '@trellis/shared/api/run-views.ts';
import { describe, expect, it } from 'vitest';
import { doorFor } from './door-for.ts';

const run = (
  event: string,
  filter: string | null,
  status: RunView['status'] = 'active',
): Parameters<typeof doorFor>[0] => ({
  status,
  graph: {
    graphVersion: 1,
    nodes: [{ id: 'n1', type: 'wait-for-event', typeVersion: 1, name: 'Read the guide?', config: {} }],
    edges: [],
    notes: [],
    direction: 'down',
    settings: { reEntry: { mode: 'after-exit' } },
  },
  waits: [
    {
      token: 1,
      nodeId: 'n1',
      kind: 'wait',
      since: '2026-11-20T10:00:00Z',
      deadline: null,
      deadlineReal: null,
      doors: [{ port: 'clicked', portLabel: 'Clicked', event, filter }],
      skipPorts: [],
    },
  ],
});

describe('doorFor', () => {
  it('finds the wait that a click ends', () => {
    const found = { nodeName: 'Read the guide?', nodeType: 'wait-for-event', portLabel: 'Clicked' };
    expect(doorFor(run('email.clicked', null), 'read-guide')).toEqual(found);
    expect(doorFor(run('email.*', 'link tag is “read-guide”'), 'read-guide')).toEqual(found);
  });

  it('promises nothing where it is not sure', () => {
    expect(doorFor(run('email.clicked', 'link tag is “read-guide”'), 'read')).toBeUndefined();
    expect(doorFor(run('page', null), 'read-guide')).toBeUndefined();
    expect(doorFor(run('email.clicked', null, 'paused'), 'read-guide')).toBeUndefined();
  });
});
