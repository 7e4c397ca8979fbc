import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { Segmented } from './segmented.tsx';

const SEGMENTS = [
  { value: 'a', label: 'First' },
  { value: 'b', label: 'Second' },
  { value: 'c', label: 'Third' },
] as const;

function Example() {
  const [value, setValue] = useState<'a' | 'b' | 'c'>('b');
  return <Segmented label="Which" value={value} segments={SEGMENTS} onChange={setValue} />;
}

describe('Segmented', () => {
  it('is one tab stop, at the chosen segment', () => {
    renderUi(<Example />);
    expect(screen.getAllByRole('radio').map((radio) => radio.tabIndex)).toEqual([-1, 0, -1]);
  });

  it('moves and chooses with the arrow keys, round its ends', () => {
    renderUi(<Example />);
    const second = screen.getByRole('radio', { name: 'Second' });
    second.focus();
    fireEvent.keyDown(second, { key: 'ArrowRight' });
    const third = screen.getByRole('radio', { name: 'Third' });
    expect(third.getAttribute('aria-checked')).toBe('true');
    expect(document.activeElement).toBe(third);
    fireEvent.keyDown(third, { key: 'ArrowRight' });
    expect(screen.getByRole('radio', { name: 'First' }).getAttribute('aria-checked')).toBe('true');
  });
});
