import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { session, uuid, writeKey } from '../../testing/fixtures.ts';
import { renderApp } from '../../testing/render-app.tsx';

describe('write keys', () => {
  it('are created with a name, shown whole, and stand in the list', async () => {
    const items = [writeKey(1)];
    renderApp('/settings/keys', {
      'GET /keys': () => ({ items: [...items] }),
      'POST /keys': ({ body }: { body: unknown }) => {
        const key = writeKey(2, body as { name: string }); // the contract's input
        items.unshift(key);
        return key;
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Create key' }));
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: ' Website ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create key' }));
    await screen.findByText('“Website” is ready.');
    expect(screen.getByText(writeKey(2).key)).toBeTruthy();
    await waitFor(() => expect(within(screen.getByRole('table')).getByText('Website')).toBeTruthy());
  });

  it('are revoked only after a question that says when they were last used', async () => {
    const { calls } = renderApp('/settings/keys', {
      'GET /keys': { items: [writeKey(1, { name: 'Backend' })] },
      'DELETE /keys/*': writeKey(1, { revokedAt: '2026-11-20T09:24:00.000Z' }),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Revoke Backend' }));
    const dialog = await screen.findByRole('dialog', { name: 'Revoke “Backend”?' });
    expect(dialog.textContent).toContain('It was never used.');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(calls.some((call) => call.method === 'DELETE')).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Revoke Backend' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Revoke key' }));
    await waitFor(() =>
      expect(calls.some((call) => call.method === 'DELETE' && call.path === `/keys/${uuid(801)}`)).toBe(true),
    );
  });

  it('can be neither made nor revoked by a marketer', async () => {
    const marketer = {
      ...session,
      workspaces: session.workspaces.map((membership) => ({ ...membership, role: 'marketer' })),
    };
    renderApp('/settings/keys', { 'GET /session': marketer, 'GET /keys': { items: [writeKey(1)] } });
    await screen.findByText('Key 1');
    expect(screen.queryByRole('button', { name: 'Create key' })).toBeNull();
    expect(screen.queryByRole('button', { name: /^Revoke/ })).toBeNull();
  });
});
