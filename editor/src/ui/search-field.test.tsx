import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { SearchField } from './search-field.tsx';

describe('SearchField', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const box = () => screen.getByRole('searchbox', { name: 'Name' });

  it('reports once typing rests, and at once on Enter', () => {
    const change = vi.fn();
    renderUi(<SearchField label="Name" value="" onChange={change} />);
    fireEvent.change(box(), { target: { value: 'ai' } });
    act(() => void vi.advanceTimersByTime(200));
    fireEvent.change(box(), { target: { value: 'aino' } });
    act(() => void vi.advanceTimersByTime(200));
    expect(change).not.toHaveBeenCalled();
    act(() => void vi.advanceTimersByTime(60));
    expect(change.mock.calls).toEqual([['aino']]);
    fireEvent.change(box(), { target: { value: 'petra' } });
    fireEvent.keyDown(box(), { key: 'Enter' });
    expect(change).toHaveBeenLastCalledWith('petra');
    act(() => void vi.advanceTimersByTime(1000));
    expect(change).toHaveBeenCalledTimes(2);
  });

  it('empties on Escape', () => {
    const change = vi.fn();
    renderUi(<SearchField label="Name" value="aino" onChange={change} />);
    fireEvent.keyDown(box(), { key: 'Escape' });
    expect(change).toHaveBeenCalledWith('');
  });
});
