import { only, testEntry } from '../../testing/entry-rows.ts';

const free = only('event.plan', '=', 'pro');

testEntry('E2 filter at entry', [
  [
    'the trigger’s own filter shuts out, with the clause that failed',
    { filter: free },
    [
      { properties: { plan: 'free' }, becomes: 'filter', text: 'Not counted, plan is “free”' },
      { properties: {}, becomes: 'filter', text: 'Not counted, plan is missing' },
      { properties: { plan: 'pro' }, becomes: 'started' },
    ],
    ['active'],
  ],
  [
    'the workflow’s entry filter shuts out whatever the trigger, with the clause that failed',
    { entryFilter: free },
    [
      { properties: { plan: 'free' }, becomes: 'entry-filter', text: 'Not let in, plan is “free”' },
      { properties: { plan: 'pro' }, becomes: 'started' },
    ],
  ],
  [
    'a filter may ask for the lead',
    { entryFilter: only('lead.firstName', 'beginsWith', 'b-') },
    [
      { user: 'a', becomes: 'entry-filter' },
      { user: 'b', becomes: 'started' },
    ],
  ],
  [
    'a filter may count what the lead did, this event included',
    { entryFilter: only('history', 'atLeast', { event: 'go-3', times: 2 }) },
    [{ becomes: 'entry-filter' }, { becomes: 'started' }],
  ],
  [
    'the trigger’s filter is asked first, then age, then the entry filter',
    { filter: free, entryFilter: only('event.size', '>', 10) },
    [
      { properties: { plan: 'free', size: 1 }, lateBy: 100, becomes: 'filter' },
      { properties: { plan: 'pro', size: 1 }, lateBy: 100, becomes: 'too-old' },
      { properties: { plan: 'pro', size: 1 }, becomes: 'entry-filter' },
    ],
    [],
  ],
]);
