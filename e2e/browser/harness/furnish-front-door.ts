import { eventually as until } from '@trellis/engine/testing/stage.ts';
import type { BrowserStage } from './stage.ts';

/** Ids of what the pages of the front door show. */
export interface FrontDoor {
  formId: string;
  importId: string;
}

/** A form with an entry, a secret, an import with a record that was not taken, events that were refused, somebody invited. */
export async function pictureFrontDoor(call: BrowserStage['call'], writeKey: string): Promise<FrontDoor> {
  const form = await call<{ id: string }>('POST', '/api/forms', {
    name: 'Newsletter',
    fields: [
      { name: 'email', to: 'email', required: true },
      { name: 'first_name', to: 'attributes.firstName' },
    ],
    wording: 'Yes, send me the newsletter.',
  });
  await call('POST', `/f/${form.id}`, { email: 'ada@reader.example', first_name: 'Ada' });
  await call('POST', '/api/secrets', { name: 'crm_token', value: 'a value that nobody sees' });
  await call('POST', '/api/api-keys', { name: 'Nightly report', scope: 'read' });
  await call('POST', '/api/people/invitations', {
    email: 'a.person.with.a.long.address@an-unusually-long-company-name.example',
    role: 'sales',
  });
  // A batch with something sound in it is taken; the rest is refused.
  const sound = { type: 'track', event: 'pump.compared', userId: 'ada' };
  await call('POST', '/v1/batch', { writeKey, batch: [sound, { type: 'track', userId: 'ada' }, { type: 'zap' }] });
  const file = Buffer.from('email;since;revenue\nada@fair.example;24.12.2025;1.250,75\nnobody;1.1.2026;3\n');
  const { id: importId } = await call<{ id: string }>('POST', '/api/imports', { name: 'fair.csv', size: file.length });
  await call('PUT', `/api/imports/${importId}/chunks/0`, { content: file.toString('base64') });
  const { guess } = await call<{ guess: unknown }>('POST', `/api/imports/${importId}/preview`, {});
  await call('POST', `/api/imports/${importId}/start`, { mapping: guess });
  await until(
    () => call<{ status: string }>('GET', `/api/imports/${importId}`),
    ({ status }) => status === 'done',
  );
  return { formId: form.id, importId };
}

/** Its pages, with what has to stand there before they are looked at. */
export const frontDoorPaths = ({ formId, importId }: FrontDoor) => [
  { name: 'settings-forms', path: '/settings/forms', ready: 'main table' },
  { name: 'settings-form', path: `/settings/forms/${formId}`, ready: 'main table' },
  { name: 'settings-form-new', path: '/settings/forms/new', ready: 'main textarea' },
  { name: 'settings-secrets', path: '/settings/secrets', ready: 'main table' },
  { name: 'imports', path: '/leads/imports', ready: 'main table' },
  { name: 'import', path: `/leads/imports/${importId}`, ready: 'main table' },
  { name: 'events', path: '/events', ready: 'main table' },
  { name: 'events-rejected', path: '/events?show=rejected', ready: 'main table' },
];
