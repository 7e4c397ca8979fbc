import { testEntry } from '../../testing/entry-rows.ts';

testEntry('E4 events that are too old', [
  ['an event of three days ago starts a run', {}, [{ lateBy: 71.99, becomes: 'started' }]],
  [
    'an older one is recorded, starts nothing, and is counted',
    {},
    [
      {
        lateBy: 72.01,
        becomes: 'too-old',
        text: 'Happened 3 days before it arrived; events older than 3 days start nothing',
      },
    ],
    [],
  ],
  [
    'a workflow may ask for younger ones',
    { maxTriggerAgeHours: 2 },
    [
      { lateBy: 2.01, becomes: 'too-old' },
      { lateBy: 1.99, becomes: 'started' },
    ],
  ],
  ['a workflow may take older ones', { maxTriggerAgeHours: 200 }, [{ lateBy: 150, becomes: 'started' }]],
]);
