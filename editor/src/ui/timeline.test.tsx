import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { Timeline, type TimelineEntry } from './timeline.tsx';

const entry = (id: string, at: string, more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  id,
  at,
  category: 'none',
  icon: null,
  sentence: id,
  ...more,
});

describe('Timeline', () => {
  it('groups by the days of the reader’s zone', () => {
    renderUi(
      <Timeline
        entries={[
          entry('a', '2024-02-02T23:30:00Z'),
          entry('b', '2024-02-02T22:30:00Z'),
          entry('c', '2024-02-02T08:00:00Z'),
        ]}
      />,
    );
    const days = screen.getAllByRole('heading').map((heading) => heading.textContent);
    expect(days).toEqual(['Sat 3 Feb 2024', 'Fri 2 Feb 2024']);
    expect(screen.getByText('00:30:00')).toBeTruthy();
  });

  it('opens the reason of a row on demand', () => {
    renderUi(
      <Timeline entries={[entry('a', '2024-02-02T23:30:00Z', { details: { label: 'Why', content: 'score 64' } })]} />,
    );
    const button = screen.getByRole('button', { name: 'Why' });
    expect(screen.queryByText('score 64')).toBeNull();
    fireEvent.click(button);
    expect(screen.getByText('score 64')).toBeTruthy();
    expect(button.getAttribute('aria-expanded')).toBe('true');
  });
});
