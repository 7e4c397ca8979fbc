import { fireEvent, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { lead, uuid, workflowList, workflowRow } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

it('the lead page asks the log why not, and shows the evidence with what it speaks for', async () => {
  const why = {
    answer: 'no',
    text: 'Never entered: content.downloaded came, topic was “pumps”',
    facts: [
      { at: null, speaks: 'against', code: 'filter', text: 'topic was “pumps”', runId: null, nodeId: 'n0' },
      {
        at: null,
        speaks: 'against',
        code: 'only-once',
        text: 'email.clicked: The lead was here before',
        event: 'email.clicked',
        runId: null,
        nodeId: 'n0',
      },
      { at: '2026-11-20T09:00:00.000Z', speaks: 'for', code: 'ended', text: 'Entered', runId: uuid(7), nodeId: 'n0' },
    ],
  };
  const { calls } = renderApp(`/leads/${lead.id}`, {
    [`GET /leads/${lead.id}`]: lead,
    [`GET /leads/${lead.id}/why/${uuid(101)}`]: why,
    'GET /workflows': workflowList([workflowRow(1, { name: 'E-book' })]),
  });
  await screen.findByRole('option', { name: 'E-book' });
  fireEvent.change(screen.getByLabelText('Workflow'), { target: { value: uuid(101) } });
  expect(await screen.findByText(why.text)).toBeTruthy();
  expect(screen.getAllByLabelText('Speaks against it')).toHaveLength(2);
  expect(screen.getByText('Link clicked: The lead was here before')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Open the run' }).getAttribute('href')).toBe(
    `/workflows/${uuid(101)}/run/${uuid(7)}`,
  );
  expect(calls.some(({ path }) => path.endsWith(`/why/${uuid(101)}`))).toBe(true);
});
