import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { type ToastOptions, useToast } from './toast.tsx';

function Show({ toast }: { toast: ToastOptions }) {
  const show = useToast();
  return (
    <button type="button" onClick={() => show(toast)}>
      show
    </button>
  );
}

describe('toast', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('goes after its time, and stays while it is pointed at', () => {
    renderUi(<Show toast={{ text: 'Saved', seconds: 5 }} />);
    fireEvent.click(screen.getByText('show'));
    fireEvent.pointerEnter(screen.getByText('Saved'));
    act(() => void vi.advanceTimersByTime(60_000));
    expect(screen.getByText('Saved')).toBeTruthy();
    fireEvent.pointerLeave(screen.getByText('Saved'));
    act(() => void vi.advanceTimersByTime(4_900));
    expect(screen.getByText('Saved')).toBeTruthy();
    act(() => void vi.advanceTimersByTime(200));
    expect(screen.queryByText('Saved')).toBeNull();
  });

  it('does its action once and closes', () => {
    const run = vi.fn();
    renderUi(<Show toast={{ text: '3 leads moved', action: { label: 'Undo', run } }} />);
    fireEvent.click(screen.getByText('show'));
    fireEvent.click(screen.getByText('Undo'));
    expect(run).toHaveBeenCalledTimes(1);
    expect(screen.queryByText('3 leads moved')).toBeNull();
  });

  it('interrupts a screen reader for failures only', () => {
    renderUi(<Show toast={{ text: 'Not saved', urgent: true }} />);
    fireEvent.click(screen.getByText('show'));
    expect(screen.getByText('Not saved').closest('[aria-live]')?.getAttribute('aria-live')).toBe('assertive');
  });
});
