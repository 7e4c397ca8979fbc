import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { uuid } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

/** The page is fetched when it is first visited, and its check waits for a rest. */
const LONG = { timeout: 8_000 };

const base = {
  id: uuid(1),
  name: 'fair.csv',
  status: 'ready',
  size: 100,
  uploaded: 100,
  progress: 0,
  records: 0,
  created: 0,
  updated: 0,
  rejected: 0,
  columns: ['Mail', 'Since'],
  delimiter: ';',
  encoding: 'utf-8',
  wording: null,
  mapping: [{ to: 'email' }, { to: 'attributes.since', as: 'date', format: 'dmy' }],
  failed: null,
  createdBy: { id: 'u', name: 'Priya Raman' },
  createdAt: '2026-11-20T09:24:00.000Z',
  startedAt: null,
  endedAt: null,
};
const check = {
  problem: null,
  records: 2,
  whole: true,
  expected: 2,
  created: 1,
  updated: 0,
  repeated: 0,
  rejected: 1,
  problems: [{ record: 2, code: 'email-invalid', message: '“Mail” is not one plain email address.' }],
  reads: [['ada@x.example', '2026-04-03']],
};
const rows = [['ada@x.example', '3.4.2026']];
const routes = {
  [`GET /imports/${uuid(1)}`]: base,
  'POST /imports/*/preview': { import: base, delimiter: ';', encoding: 'utf-8', rows, guess: base.mapping },
  'GET /catalog/lead-fields': { items: [{ name: 'company', label: 'Company', kind: 'text', builtIn: true }] },
};

it('shows how the first values are read, what will happen, and starts with the mapping that is shown', async () => {
  const { calls } = renderApp(`/leads/imports/${uuid(1)}`, {
    ...routes,
    'POST /imports/*/check': check,
    'POST /imports/*/start': { ...base, status: 'running', startedAt: '2026-11-20T09:25:00.000Z' },
  });
  const row = (await screen.findByRole('rowheader', { name: 'Since' }, LONG)).closest('tr');
  expect(row && within(row).getByText('2026-04-03')).toBeTruthy();
  await screen.findByText('“Mail” is not one plain email address.', undefined, LONG);
  const start = screen.getByRole('button', { name: 'Start import' });
  await waitFor(() => expect(start.getAttribute('aria-disabled')).toBeNull());
  fireEvent.click(start);
  await screen.findByRole('progressbar', { name: 'Imported' });
  expect(calls.find(({ path }) => path.endsWith('/start'))?.body).toEqual({ mapping: base.mapping });
}, 20_000);

it('does not start while the mapping has a problem, and says which', async () => {
  const { calls } = renderApp(`/leads/imports/${uuid(1)}`, {
    ...routes,
    'POST /imports/*/check': { ...check, problem: 'No column says who a lead is.' },
  });
  await screen.findByText('No column says who a lead is.', undefined, LONG);
  const start = screen.getByRole('button', { name: 'Start import' });
  expect(start.getAttribute('aria-disabled')).toBe('true');
  fireEvent.click(start);
  expect(calls.some(({ path }) => path.endsWith('/start'))).toBe(false);
}, 20_000);

it('asks for the file again after a reload, and refuses another one', async () => {
  renderApp(`/leads/imports/${uuid(1)}`, {
    [`GET /imports/${uuid(1)}`]: { ...base, status: 'uploading', size: 3_000_000, uploaded: 1_048_576 },
  });
  const again = await screen.findByRole('region', { name: 'Choose the file again' });
  const input = again.querySelector('input');
  if (!input) throw new Error('There is no place for a file.');
  fireEvent.change(input, { target: { files: [new File(['short'], 'other.csv')] } });
  await screen.findByText('“other.csv” is not the file that was begun: that one has 3 MB.');
});
