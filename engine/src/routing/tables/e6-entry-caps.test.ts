import { testEntry } from '../../testing/entry-rows.ts';

const started = (user: string, at = 0) => ({ at, user, becomes: 'started' });

testEntry('E6 entry caps', [
  [
    'per hour, dropping: those above are turned away, and the hour slides',
    { entryCap: { perHour: 2, over: 'drop' } },
    [
      started('a'),
      started('b', 0.5),
      { at: 0.9, user: 'c', becomes: 'cap', text: 'The workflow lets in 2 an hour, and they are in' },
      started('c', 1.01),
      { at: 1.02, user: 'd', becomes: 'cap' },
      { at: 30, queueLeads: 3 },
    ],
  ],
  [
    'per day, dropping',
    { entryCap: { perDay: 1, over: 'drop' } },
    [
      started('a'),
      { at: 23.9, user: 'b', becomes: 'cap', text: 'The workflow lets in 1 a day, and they are in' },
      started('b', 24.1),
    ],
  ],
  [
    'queueing: those above wait and come in when there is room, first come first served',
    { entryCap: { perHour: 1, over: 'queue' } },
    [
      started('a'),
      { user: 'b', becomes: 'queued', text: 'The workflow lets in 1 an hour; the lead waits for its turn' },
      { at: 0.1, user: 'c', becomes: 'queued' },
      { at: 0.9, queueLeads: 1 },
      { at: 1.1, queueLeads: 2 },
      { at: 1.2, queueLeads: 2 },
      { at: 2.2, queueLeads: 3 },
      { at: 9, queueLeads: 3 },
    ],
  ],
  [
    'a lead that waits is judged again: one that came in by another event meanwhile does not enter twice',
    { entryCap: { perHour: 1, over: 'queue' } },
    [started('a'), { user: 'b', becomes: 'queued' }, started('b', 1.1), { at: 2.2, queueLeads: 2 }],
  ],
  [
    'what waited is not too old when its turn comes',
    { entryCap: { perDay: 1, over: 'queue' }, maxTriggerAgeHours: 2 },
    [started('a'), { at: 0.1, user: 'b', becomes: 'queued' }, { at: 25, queueLeads: 2 }],
  ],
  [
    'who is refused by another rule takes no place',
    { entryCap: { perHour: 2, over: 'drop' }, reEntry: { mode: 'never' } },
    [started('a'), { user: 'a', becomes: 'already-active' }, started('b'), { user: 'a', becomes: 'already-active' }],
  ],
]);
