import { fireEvent, screen } from '@testing-library/react';
import { CONFIRM_BODY, CONFIRM_SUBJECT, type Form } from '@trellis/shared/api/forms.ts';
import { expect, it } from 'vitest';
import { uuid } from '../../../testing/fixtures.ts';
import { renderApp } from '../../../testing/render-app.tsx';

/** A page is loaded when it is first asked for. */
const PATIENT = { timeout: 10_000 };
const FORM: Form = {
  id: uuid(1),
  name: 'Newsletter',
  fields: [{ name: 'mail', to: 'email', required: true }],
  doubleOptIn: true,
  wording: 'Yes, send me news.',
  redirectUrl: null,
  redirectOrigins: [],
  postOrigins: [],
  honeypot: 'website_address',
  confirmSubject: CONFIRM_SUBJECT,
  confirmBody: CONFIRM_BODY,
  url: 'http://trellis.test/f/1',
  createdBy: { id: 'user-2', name: 'Hanna Berg' },
  createdAt: '2026-11-20T09:24:00.000Z',
  closedAt: null,
  asked: 3,
  confirmed: 2,
  awaitedBy: [],
};
// The page's fields grow with their text, and ask again when fonts have come; happy-dom has none.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
const WARNING = 'Nobody would enter “Welcome” any more.';

async function open(form: Form): Promise<HTMLElement> {
  renderApp(`/settings/forms/${form.id}`, {
    'GET /pauses': { items: [] },
    [`GET /forms/${form.id}`]: form,
    [`GET /forms/${form.id}/entries`]: { items: [] },
  });
  return screen.findByRole('switch', { name: 'Ask by mail whether the address is right' }, PATIENT);
}

it('double opt-in that a live workflow waits for is not switched off without a word', async () => {
  const double = await open({ ...FORM, awaitedBy: [{ id: uuid(7), name: 'Welcome' }] });
  expect(screen.queryByText(WARNING)).toBeNull();
  fireEvent.click(double);
  expect(await screen.findByText(WARNING)).toBeTruthy();
  fireEvent.click(double);
  expect(screen.queryByText(WARNING)).toBeNull();
  // Without words to agree to nobody is asked either.
  fireEvent.change(screen.getByRole('textbox', { name: 'What they agree to' }), { target: { value: '' } });
  expect(await screen.findByText(WARNING)).toBeTruthy();
});

it('nothing is said where no workflow waits for it, and the mail is said to go out while email is paused', async () => {
  const double = await open(FORM);
  expect(screen.getByText(/It goes out also while email is paused/)).toBeTruthy();
  fireEvent.click(double);
  expect(screen.queryByText(/any more/)).toBeNull();
});
