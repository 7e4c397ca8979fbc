import { expect, it } from 'vitest';
import { type CohortFacts, effectWords } from './effect-words.ts';

const DAY = 86_400_000;
const facts: CohortFacts = {
  leads: 212,
  gone: false,
  target: null,
  sends: false,
  settings: [],
  due: 0,
  timesOut: true,
  spreadMinutes: 60,
  later: [],
  rules: [],
};
const limit = [{ label: 'Give up after', from: '4 days', to: '3 days' }];
const hours = [{ label: 'Then until', from: 'Mon–Fri, 9–17', to: 'Mon–Fri, 8–17' }];

it.each<[Partial<CohortFacts>, string]>([
  [{}, 'Nothing changes for them'],
  [
    { settings: limit, length: { from: 4 * DAY, to: 3 * DAY }, due: 58 },
    '58 have waited over 3 days: they time out at once, spread over 1 h',
  ],
  [
    { settings: limit, length: { from: 4 * DAY, to: 1.5 * DAY }, due: 1, timesOut: false },
    '1 has waited over 36 hours: it goes on at once',
  ],
  [{ settings: limit, length: { from: 4 * DAY, to: 3 * DAY } }, 'They wait 3 days instead of 4 days'],
  [{ settings: limit, length: { from: 4 * DAY, to: null } }, 'They wait without a limit'],
  [{ settings: limit, length: { from: null, to: DAY } }, 'They wait 1 day at most'],
  [{ settings: hours }, 'May wake at 8 instead of 9'],
  [
    { settings: hours, due: 7, atLeast: true, spreadMinutes: 90 },
    'At least 7 time out at once, spread over 1 h 30 min',
  ],
  [{ sends: true, leads: 9, settings: [{ label: 'Subject', from: '“a”', to: '“b”' }] }, '9 get the new subject'],
  [{ settings: [{ label: 'Only when', from: null, to: 'Tag is x' }] }, 'Their step is set anew: Only when'],
  [{ later: ['Insights mail', 'Offer', 'Call'] }, 'Later “Insights mail”, “Offer” and 1 more are new or different'],
  [
    { settings: hours, later: ['Offer'], rules: ['Leaves on reply'] },
    'May wake at 8 instead of 9; later “Offer” is new or different; “Leaves on reply” holds for them too',
  ],
  [{ gone: true, target: 'Offer' }, 'Their step is gone: they go on at “Offer”, spread over 1 h'],
  [{ gone: true }, 'Their step is gone and nothing that followed it is left: choose where they go on'],
])('%j is told as “%s”', (more, words) => {
  expect(effectWords({ ...facts, ...more })).toBe(words);
});
