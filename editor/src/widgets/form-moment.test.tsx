import { fireEvent, screen } from '@testing-library/react';
import type { NodeDescription } from '@trellis/shared/node/describe.ts';
import { expect, test } from 'vitest';
import type { Diagnostic } from '../canvas/workflow-api.ts';
import { Inspector } from '../inspector/inspector.tsx';
import { openEditor } from '../store/testing/open-editor.tsx';
import { graphOf, SAMPLE_TYPES } from '../store/testing/sample.ts';
import type { Things } from './form-sources.ts';

const TYPES: NodeDescription[] = SAMPLE_TYPES.map((type, index) =>
  index === 0
    ? {
        ...type,
        initial: {},
        schema: {
          type: 'object',
          properties: {
            form: { type: 'string', title: 'Form', widget: 'form' },
            moment: {
              type: 'string',
              title: 'Starts',
              widget: 'form-moment',
              enum: ['submitted', 'confirmed'],
              default: 'submitted',
              labels: { submitted: 'When the form is sent', confirmed: 'When the person has confirmed' },
            },
          },
        },
      }
    : type,
);
const FORMS: Things['forms'] = [
  { id: 'f1', name: 'Newsletter', archived: false, confirms: true },
  { id: 'f2', name: 'Contact', archived: false, confirms: false },
];

function open(config: Record<string, unknown>, forms: Things['forms'] | null = FORMS, problems: Diagnostic[] = []) {
  const graph = graphOf('s:start e:stop', 's>e');
  const [start, ...others] = graph.nodes;
  if (!start) throw new Error('a start expected');
  const things = forms && { workflows: [], segments: [], people: [], forms };
  const opened = openEditor(
    { ...graph, nodes: [{ ...start, config }, ...others] },
    <Inspector problems={problems} affected={null} />,
    { types: TYPES, sources: { things } },
  );
  opened.editor.store.look((view) => {
    view.selection = ['s'];
  });
  return { ...opened, config: () => opened.graph().nodes[0]?.config };
}
const sent = () => screen.findByRole<HTMLInputElement>('radio', { name: 'When the form is sent' });
const confirmed = () => screen.findByRole<HTMLInputElement>('radio', { name: 'When the person has confirmed' });
const textOf = (radio: HTMLElement) =>
  document.getElementById(radio.getAttribute('aria-describedby') ?? '')?.textContent ?? '';

test('both choices stand there explained, and a step from before there was a choice starts when the form is sent', async () => {
  open({ form: 'f1' });
  expect(await screen.findByRole('radiogroup', { name: 'Starts' })).toBeTruthy();
  expect([(await sent()).checked, (await confirmed()).checked]).toEqual([true, false]);
  expect(textOf(await sent())).toContain('At once');
  expect(textOf(await confirmed())).toContain('Who never confirms never starts');
});

test('the confirmation is kept when chosen, and nothing is kept for what is usual', async () => {
  const { config } = open({ form: 'f1' });
  fireEvent.click(await confirmed());
  expect(config()).toEqual({ form: 'f1', moment: 'confirmed' });
  fireEvent.click(await sent());
  expect(config()).toEqual({ form: 'f1' });
});

test('a form without double opt-in is said to be never confirmed, before that is chosen, with the way to its settings', async () => {
  open({ form: 'f2' });
  expect(textOf(await confirmed())).toBe(
    '“Contact” has no double opt-in: nobody ever confirms it, so nothing would start.',
  );
  expect(screen.getByRole('link', { name: 'Settings of this form' }).getAttribute('href')).toBe('/settings/forms/f2');
});

test('any form is never confirmed where no form has double opt-in, and may be where one has', async () => {
  open({}, FORMS.slice(1));
  expect(textOf(await confirmed())).toContain('No form here has double opt-in');
});

test('nothing is said against forms while nobody knows them', async () => {
  open({ form: 'f2' }, null);
  expect(textOf(await confirmed())).toContain('Who never confirms never starts');
  expect(screen.queryByRole('link', { name: 'Settings of this form' })).toBeNull();
});

test('what the compiler says under the field is not said twice', async () => {
  const message = '“Start”: the form “Contact” has no double opt-in, so nobody ever confirms it.';
  open({ form: 'f2', moment: 'confirmed' }, FORMS, [
    { code: 'form-never-confirms', severity: 'error', nodeId: 's', path: ['moment'], message },
  ]);
  expect(await screen.findByText(message)).toBeTruthy();
  expect(textOf(await confirmed())).not.toContain('Contact');
  expect((await screen.findByRole('radiogroup', { name: 'Starts' })).getAttribute('aria-describedby')).toMatch(
    /problem/,
  );
});
