import { testEntry } from '../../testing/entry-rows.ts';

testEntry('E1 two triggers within the window make one run', [
  [
    'within the window one run starts, after it another',
    { whileActive: 'parallel', coalesceMinutes: 10 },
    [
      { becomes: 'started' },
      {
        at: 0.16,
        becomes: 'coalesced',
        text: 'Another trigger started a run less than 10 minutes before; two make one',
      },
      { at: 0.17, becomes: 'started' },
    ],
    ['active', 'active'],
  ],
  [
    'the window is each lead’s and each key’s own',
    { whileActive: 'parallel', coalesceMinutes: 10, reEntryKey: 'event.topic' },
    [
      { properties: { topic: 'x' }, becomes: 'started' },
      { properties: { topic: 'y' }, becomes: 'started' },
      { user: 'b', properties: { topic: 'x' }, becomes: 'started' },
      { properties: { topic: 'x' }, becomes: 'coalesced' },
    ],
  ],
  [
    'it is asked before the re-entry rule, so that a restart is not repeated either',
    { whileActive: 'restart', coalesceMinutes: 10 },
    [{ becomes: 'started' }, { becomes: 'coalesced' }],
    ['active'],
  ],
]);
