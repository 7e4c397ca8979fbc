import { expect, test } from 'vitest';
import { renderUi } from '../../testing/render-ui.tsx';
import { EventSentence, eventIcon, hasSentence } from './event-sentence.tsx';

function told(name: string, properties: Record<string, unknown>): string | null | undefined {
  const { container } = renderUi(
    <p>
      <EventSentence name={name} properties={properties} />
    </p>,
  );
  return container.querySelector('p')?.textContent;
}

test('a form that was sent, and one that was confirmed, are told by its name', () => {
  expect(told('form.submitted', { form: 'Newsletter', formId: 'f1' })).toBe('Sent Newsletter');
  expect(told('form.confirmed', { form: 'Newsletter', formId: 'f1' })).toBe('Confirmed Newsletter by mail');
  expect(told('form.submitted', {})).toBe('Sent a form');
});

test('what has a sentence has an icon of its own, and nothing else pretends to', () => {
  const shown = (name: string) => [hasSentence(name), eventIcon(name)];
  expect(['form.submitted', 'form.confirmed', 'order.paid'].map(shown)).toEqual([
    [true, 'forms'],
    [true, 'check'],
    [false, 'bolt'],
  ]);
});
