import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { Button } from './button.tsx';

describe('Button', () => {
  it('does nothing while blocked or busy, yet can be focused so that it can say why', () => {
    const click = vi.fn();
    renderUi(
      <>
        <Button blocked onClick={click}>
          Publish
        </Button>
        <Button busy onClick={click}>
          Save
        </Button>
      </>,
    );
    for (const name of ['Publish', 'Save']) {
      const button = screen.getByRole('button', { name });
      fireEvent.click(button);
      button.focus();
      expect(document.activeElement).toBe(button);
      expect(button.getAttribute('aria-disabled')).toBe('true');
    }
    expect(click).not.toHaveBeenCalled();
  });

  it('sends no form while busy', () => {
    const submit = vi.fn((event: React.FormEvent) => event.preventDefault());
    renderUi(
      <form onSubmit={submit}>
        <Button type="submit" busy>
          Save
        </Button>
      </form>,
    );
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(submit).not.toHaveBeenCalled();
  });
});
