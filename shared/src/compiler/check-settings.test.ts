import { expect, it } from 'vitest';
import type { WorkflowSettings } from '../graph/graph.ts';
import { compile } from './compile.ts';
import { graphOf, node, SAMPLE_CATALOG } from './sample-catalog.ts';

const found = (settings: Partial<WorkflowSettings>) => {
  const graph = graphOf([node('s', 'start'), node('z', 'end')], 's>z');
  return compile({ ...graph, settings: { reEntry: { mode: 'after-exit' }, ...settings } }, SAMPLE_CATALOG, {
    events: ['email.clicked', 'demo.booked'],
  }).diagnostics;
};
const asks = (field: string): WorkflowSettings['entryFilter'] => ({
  version: 1,
  combinator: 'and',
  rules: [{ field, operator: '=', value: 'x' }],
});

it('points at the setting that is wrong, so that its form can be opened there', () => {
  expect(found({ timeZone: 'Mars/Olympus' })).toMatchObject([
    { code: 'settings-zone', severity: 'error', path: ['settings', 'timeZone'] },
  ]);
  // Unfinished, as a draft may be.
  const unfinished = { version: 1, combinator: 'and', rules: [{ field: 'lead.city', operator: '=' }] } as never;
  expect(found({ guard: unfinished })).toMatchObject([
    { code: 'settings-condition', severity: 'error', path: expect.arrayContaining(['settings', 'guard']) },
  ]);
});

it('warns of a field that nobody knows at that moment', () => {
  expect(found({ entryFilter: asks('output.n1.port') })).toMatchObject([
    { code: 'settings-source', severity: 'warning', path: ['settings', 'entryFilter'] },
  ]);
  expect(found({ entryFilter: asks('lead.email'), guard: asks('run.round') })).toEqual([]);
});

it('lets an exit rule be unfinished in the draft, and asks for its event before it is published', () => {
  expect(found({ exitRules: [{ id: 'a', name: '', event: '' }] })).toMatchObject([
    { code: 'settings-event', severity: 'error', message: 'Exit rule 1 has no event yet: choose what ends the run.' },
  ]);
  expect(found({ exitRules: [{ id: 'a', name: 'Any', event: 'a*b' }] })).toMatchObject([{ code: 'settings-event' }]);
});

it('finds the slip in the event of an exit rule', () => {
  expect(found({ exitRules: [{ id: 'a', name: 'Booked', event: 'demo.boked' }] })).toMatchObject([
    { code: 'unknown-event', path: ['settings', 'exitRules', 0, 'event'] },
  ]);
});

it.each<[string, Partial<WorkflowSettings>, string]>([
  ['a cap without a number', { entryCap: { over: 'queue' } }, 'entryCap'],
  ['more an hour than a day', { entryCap: { perHour: 100, perDay: 50, over: 'drop' } }, 'entryCap'],
  ['starting over where nobody enters twice', { reEntry: { mode: 'never' }, whileActive: 'restart' }, 'whileActive'],
  [
    'runs side by side where nobody enters twice',
    { reEntry: { mode: 'never' }, whileActive: 'parallel' },
    'whileActive',
  ],
  ['a key that is only known later', { reEntryKey: 'output.n1.port' }, 'reEntryKey'],
])('warns of %s', (_, settings, name) => {
  expect(found(settings)).toMatchObject([{ severity: 'warning', path: ['settings', name] }]);
});

it('has nothing to say of sound settings', () => {
  expect(
    found({
      entryCap: { perHour: 10, perDay: 50, over: 'drop' },
      whileActive: 'restart',
      reEntryKey: 'event.topic',
      timeZone: 'UTC',
    }),
  ).toEqual([]);
});
