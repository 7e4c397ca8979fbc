import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { type Choice, ChoiceField } from './choice-field.tsx';

const CHOICES: Choice[] = [
  { id: 'w1', name: 'Welcome' },
  { id: 'w2', name: 'Welcome back' },
  { id: 'w3', name: 'Old newsletter', gone: true },
];

interface HeldProps {
  start: string | undefined;
  choices: readonly Choice[];
  onWrite: (value: unknown) => void;
}

/** The field with somebody who keeps its value. */
function Held({ start, choices, onWrite }: HeldProps) {
  const [value, setValue] = useState<unknown>(start);
  return (
    <ChoiceField
      id="f"
      label="Workflow"
      value={value}
      choices={choices}
      placeholder="Choose"
      none="None is called so"
      required={false}
      disabled={false}
      invalid={false}
      onChange={(next) => {
        onWrite(next);
        setValue(next);
      }}
    />
  );
}

function open(start?: string, choices = CHOICES) {
  const written: unknown[] = [];
  renderUi(<Held start={start} choices={choices} onWrite={(value) => written.push(value)} />);
  return { written, field: screen.getByRole('combobox', { name: 'Workflow' }) as HTMLInputElement };
}

test('a name is shown for an id, and an id is kept for a name that was typed', () => {
  const { field, written } = open('w2');
  expect(field.value).toBe('Welcome back');
  fireEvent.change(field, { target: { value: 'Welcome' } });
  expect(written.at(-1)).toBe('w1');
});

test('typing narrows the list, and Enter takes the best', async () => {
  const { field, written } = open();
  fireEvent.click(field);
  fireEvent.change(field, { target: { value: 'back' } });
  await waitFor(() =>
    expect(screen.getAllByRole('option', { hidden: true }).map((one) => one.textContent)).toEqual(['Welcome back']),
  );
  fireEvent.keyDown(field, { key: 'Enter', code: 'Enter' });
  expect(written.at(-1)).toBe('w2');
  expect(field.value).toBe('Welcome back');
});

test('what was typed and is no name stays as it was typed, until it is emptied', () => {
  const { field, written } = open();
  fireEvent.change(field, { target: { value: 'Welcom' } });
  fireEvent.blur(field);
  expect(written.at(-1)).toBe('Welcom');
  expect(field.value).toBe('Welcom');
  fireEvent.click(screen.getByRole('button', { name: 'Empty “Workflow”' }));
  expect(written.at(-1)).toBeUndefined();
});

test('what is archived is not offered, but still called by its name where it was chosen', async () => {
  const { field } = open('w3');
  expect(field.value).toBe('Old newsletter');
  fireEvent.click(field);
  expect(screen.getAllByRole('option', { hidden: true })).toHaveLength(3);
  fireEvent.change(field, { target: { value: 'e' } });
  await waitFor(() =>
    expect(screen.getAllByRole('option', { hidden: true }).map((one) => one.textContent)).toEqual([
      'Welcome',
      'Welcome back',
    ]),
  );
});

test('of two with one name neither is taken by typing it', () => {
  const { field, written } = open(undefined, [
    { id: 'a', name: 'Twin' },
    { id: 'b', name: 'Twin' },
  ]);
  fireEvent.change(field, { target: { value: 'Twin' } });
  expect(written.at(-1)).toBe('Twin');
});
