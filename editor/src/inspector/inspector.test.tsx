import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { expect, test } from 'vitest';
import { setConfig } from '../store/commands/edit.ts';
import { openEditor } from '../store/testing/open-editor.tsx';
import { graphOf, SAMPLE_TYPES } from '../store/testing/sample.ts';
import { Inspector } from './inspector.tsx';

const [, mail] = SAMPLE_TYPES;
if (!mail) throw new Error('the sample types begin with start and mail');
const withSchema = (
  properties: Record<string, unknown>,
  required: string[] = [],
  initial: Record<string, unknown> = {},
): NodeDescription[] =>
  SAMPLE_TYPES.map((type) =>
    type.type === 'mail' ? { ...mail, schema: { type: 'object', properties, required }, initial } : type,
  );

function open(types: NodeDescription[], config: Record<string, unknown> = {}, sources = {}) {
  const graph = graphOf('s:start m:mail e:stop', 's>m m>e');
  const [s, m, e] = graph.nodes;
  if (!s || !m || !e) throw new Error('three nodes expected');
  const opened = openEditor(
    { ...graph, nodes: [s, { ...m, config }, e] },
    <Inspector problems={[]} affected={null} />,
    { types, sources },
  );
  opened.editor.store.look((view) => {
    view.selection = ['m'];
  });
  return { ...opened, config: () => opened.graph().nodes[1]?.config };
}

test('a number that is none keeps what was typed and says beside the field what is expected', async () => {
  const { config } = open(withSchema({ tries: { type: 'integer', title: 'Tries', minimum: 1, maximum: 9 } }));
  const field = await screen.findByLabelText('Tries');
  fireEvent.change(field, { target: { value: '3 timez' } });
  expect(config()).toEqual({ tries: '3 timez' });
  expect(await screen.findByText('Write a number, like 1')).toBeTruthy();
  fireEvent.change(field, { target: { value: '12' } });
  expect(await screen.findByText('At most 9')).toBeTruthy();
  fireEvent.change(field, { target: { value: '3' } });
  expect(config()).toEqual({ tries: 3 });
  await waitFor(() => expect(screen.queryByText('At most 9')).toBeNull());
});

test('a needed field says so only after it was left', async () => {
  open(withSchema({ subject: { type: 'string', title: 'Subject' } }, ['subject']));
  const field = await screen.findByLabelText('Subject');
  expect(screen.queryByText('This is needed')).toBeNull();
  fireEvent.blur(field);
  expect(await screen.findByText('This is needed')).toBeTruthy();
});

test('a field is shown only while its condition holds, defaults included', async () => {
  const types = withSchema(
    {
      mode: { type: 'string', title: 'Mode', enum: ['a', 'b'], default: 'a' },
      onlyA: { type: 'string', title: 'Only in a', when: 'mode=a' },
      onlyB: { type: 'string', title: 'Only in b', when: 'mode=b' },
    },
    [],
    { mode: 'a' },
  );
  const { editor } = open(types);
  expect(await screen.findByLabelText('Only in a')).toBeTruthy();
  expect(screen.queryByLabelText('Only in b')).toBeNull();
  editor.run((graph) => setConfig(graph, 'm', { mode: 'b' }));
  expect(await screen.findByLabelText('Only in b')).toBeTruthy();
  expect(screen.queryByLabelText('Only in a')).toBeNull();
});

test('a duration shows when a lead arriving now would go on, by the clock and by the calendar', async () => {
  const { config } = open(withSchema({ wait: { type: 'object', title: 'How long', widget: 'duration' } }), {
    wait: { amount: 3, unit: 'days', mode: 'elapsed' },
  });
  expect(await screen.findByText('Mon 23 Nov, 10:24')).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: 'Calendar' }));
  const at = await screen.findByLabelText('At');
  fireEvent.change(at, { target: { value: '9' } });
  fireEvent.blur(at);
  expect(config()).toEqual({ wait: { amount: 3, unit: 'days', mode: 'calendar', at: '09:00' } });
  expect(await screen.findByText('Mon 23 Nov, 09:00')).toBeTruthy();
});

test('an event may be one seen here, with its count, or any other', async () => {
  const events = [{ name: 'email.clicked', count: 3418, lastAt: '2026-11-20T09:00:00Z', properties: [] }];
  const { config } = open(
    withSchema({ event: { type: 'string', title: 'Event', widget: 'event' } }),
    { event: 'email.clicked' },
    { events },
  );
  expect(await screen.findByText('3,418 in 30 days')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('Event'), { target: { value: 'demo.booked' } });
  expect(config()).toEqual({ event: 'demo.booked' });
  expect(await screen.findByText('Not seen in the last 30 days')).toBeTruthy();
});

test('a condition reads as a sentence, and opens into rules that can be changed', async () => {
  const { config } = open(
    withSchema({
      event: { type: 'string', widget: 'event' },
      only: { type: 'object', title: 'Only when', widget: 'condition' },
    }),
    {
      event: 'x',
      only: { version: 1, combinator: 'and', rules: [{ field: 'lead.city', operator: '=', value: 'Lahti' }] },
    },
  );
  const sentence = await screen.findByRole('button', { name: /^Only when: city is/ });
  fireEvent.click(sentence);
  const value = await screen.findByLabelText('Value');
  fireEvent.change(value, { target: { value: 'Turku' } });
  expect(config()).toMatchObject({ only: { rules: [{ field: 'lead.city', operator: '=', value: 'Turku' }] } });
});

test('the name is changed in the head, and undo brings the typed name back as one change', async () => {
  const { editor, graph } = open(withSchema({}));
  const name = await screen.findByLabelText('Name of the step');
  for (const value of ['W', 'We', 'Welcome']) fireEvent.change(name, { target: { value } });
  expect(graph().nodes[1]?.name).toBe('Welcome');
  editor.undo();
  expect(graph().nodes[1]?.name).toBe('m');
});

test('ports show where they lead and let the line be taken away', async () => {
  const { graph } = open(withSchema({}));
  const drawer = await screen.findByRole('complementary');
  expect(within(drawer).getByRole('button', { name: 'e' })).toBeTruthy();
  fireEvent.click(within(drawer).getByRole('button', { name: 'Take the line from Next away' }));
  expect(graph().edges.map((edge) => edge.from)).toEqual(['s']);
  fireEvent.click(await within(drawer).findByRole('button', { name: 'Leads end here' }));
  expect(graph().nodes[1]?.endsHere).toEqual(['next']);
});

test('a type that the server lacks keeps its settings and says what to do', async () => {
  open(SAMPLE_TYPES.filter((type) => type.type !== 'mail'));
  expect(await screen.findByText(/doesn’t know the type “mail”/)).toBeTruthy();
});
