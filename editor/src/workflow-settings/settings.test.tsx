import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { WorkflowSettings } from '@trellis/shared/graph/graph.ts';
import { expect, test } from 'vitest';
import { RulesCard } from '../canvas/rules-card.tsx';
import type { Diagnostic } from '../canvas/workflow-api.ts';
import { openEditor } from '../store/testing/open-editor.tsx';
import { graphOf } from '../store/testing/sample.ts';
import SettingsDrawer from './settings-drawer.tsx';

function open(settings: Partial<WorkflowSettings> = {}, problems: Diagnostic[] = [], sources = {}) {
  const graph = {
    ...graphOf('s:start e:stop', 's>e'),
    settings: { reEntry: { mode: 'after-exit' as const }, ...settings },
  };
  const opened = openEditor(
    graph,
    <>
      <RulesCard />
      <SettingsDrawer problems={problems} />
    </>,
    { sources },
  );
  return { ...opened, settings: () => opened.graph().settings };
}

const card = () => screen.getByRole('region', { name: 'Rules for every run' });
const form = () => screen.getByRole('complementary', { name: 'Rules for every run' });

test('the card tells in words what was set, and says nothing of what was not', () => {
  open({
    reEntry: { mode: 'once-per-period', days: 90 },
    entryCap: { perHour: 50, perDay: 1200, over: 'drop' },
    whileActive: 'restart',
    reEntryKey: 'event.topic',
    guard: { version: 1, combinator: 'and', rules: [{ field: 'lead.stage', operator: '=', value: 'customer' }] },
    exitRules: [{ id: 'a', name: '', event: 'email.replied' }],
    priority: 1,
    maxTriggerAgeHours: 24,
    coalesceMinutes: 30,
    timeZone: 'America/New_York',
  });
  const lines = [...card().querySelectorAll('dl > div')].map((row) => row.textContent);
  expect(lines).toEqual([
    'At most50 an hour, 1,200 a day; the others don’t enter',
    'Re-entryOnce in 90 days',
    'MeanwhileThe run starts over',
    'CountedOne run for each topic',
    'Stays whileStage is customer',
    'Leaves onMail answered, unsubscribe, complaint, hard bounce',
    'Priority1 of 5',
    'EventsUp to 1 d old',
    'TogetherWithin 30 min',
    'Time zoneNew York time',
  ]);
});

test('a number that can not be kept stays as it was typed, and the document keeps the last good one', async () => {
  const { settings } = open({ coalesceMinutes: 30 });
  const field = within(form()).getByLabelText('Triggers that are one') as HTMLInputElement;
  fireEvent.change(field, { target: { value: '30 x' } });
  expect(field.value).toBe('30 x');
  expect(settings().coalesceMinutes).toBe(30);
  expect(await screen.findByText('Write a number, like 1')).toBeTruthy();
  fireEvent.change(field, { target: { value: '45' } });
  expect(settings().coalesceMinutes).toBe(45);
  fireEvent.change(field, { target: { value: '' } });
  expect(settings()).not.toHaveProperty('coalesceMinutes');
});

test('each setting is undone by its own name', () => {
  const { editor } = open();
  fireEvent.click(within(form()).getByRole('switch', { name: /Let in only so many/ }));
  expect(editor.store.getState().doc.label).toEqual({ key: 'settingEntryCap' });
  editor.undo();
  expect(editor.store.getState().doc.graph.settings).not.toHaveProperty('entryCap');
});

test('a cooldown shows from when somebody may enter again', () => {
  const { settings } = open();
  fireEvent.change(within(form()).getByLabelText('Hours after the end'), { target: { value: '24' } });
  expect(settings().reEntry).toEqual({ mode: 'after-exit', cooldownHours: 24 });
  expect(screen.getByText('Who leaves now may enter again from Sat 21 Nov, 10:24')).toBeTruthy();
});

test('an exit rule may be added unfinished, and what it lacks stands beside it', () => {
  const message = 'Exit rule 1 has no event yet: choose what ends the run.';
  const { settings } = open({}, [
    { code: 'settings-event', severity: 'error', path: ['settings', 'exitRules', 0, 'event'], message },
  ]);
  const rules = within(form()).getByRole('group', { name: 'Exit rules' });
  fireEvent.click(within(rules).getByRole('button', { name: 'Add' }));
  expect(settings().exitRules).toEqual([{ id: expect.any(String), name: '', event: '' }]);
  expect(within(rules).getByText(message)).toBeTruthy();
});

test('a condition over leads says how many meet it now, one over events says nothing', async () => {
  const asked: unknown[] = [];
  const countMatches = (condition: unknown) => {
    asked.push(condition);
    return Promise.resolve({ matching: 1204, of: 9812, sampled: null });
  };
  const where = (field: string) => ({
    version: 1 as const,
    combinator: 'and' as const,
    rules: [{ field, operator: '=' as const, value: 'x' }],
  });
  open({ entryFilter: where('lead.city'), guard: where('trigger.topic') }, [], { countMatches });
  await waitFor(() => expect(form().textContent).toContain('Matches 1,204 of 9,812 leads now'), { timeout: 4000 });
  expect(asked).toEqual([where('lead.city')]);
});
