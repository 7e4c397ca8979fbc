import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { CopyField } from './copy-field.tsx';

describe('CopyField', () => {
  it('hides a key until it is shown', () => {
    renderUi(<CopyField label="Write key" value="wk_live_8Qm4tVr2" copyLabel="Copy" maskAfter={8} />);
    const input = screen.getByLabelText<HTMLInputElement>('Write key');
    expect(input.value).toBe('wk_live_••••••••');
    fireEvent.click(screen.getByRole('button', { name: 'Show' }));
    expect(input.value).toBe('wk_live_8Qm4tVr2');
  });

  it('copies the whole key while it is hidden, and says so', async () => {
    renderUi(<CopyField label="Write key" value="wk_live_8Qm4tVr2" copyLabel="Copy key" maskAfter={8} />);
    fireEvent.click(screen.getByRole('button', { name: 'Copy key' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Copied' })).toBeTruthy());
    expect(await navigator.clipboard.readText()).toBe('wk_live_8Qm4tVr2');
  });
});
