import { expect, test } from 'vitest';
import { exampleCall } from './example-call.ts';

const bodyOf = (call: string) => JSON.parse(/-d '([\s\S]*)'$/.exec(call)?.[1] ?? '');

test('an example call names the lead where the form says', () => {
  const call = exampleCall('https://trellis.example/hooks/x', { email: 'contact.email', userId: 'contact.id' });
  expect(call.startsWith('curl -X POST https://trellis.example/hooks/x \\\n')).toBe(true);
  expect(bodyOf(call)).toEqual({ contact: { email: 'aino@example.com', id: 'crm-1042' }, plan: 'team' });
});

test('an example call of an unfinished form falls back to plain names', () => {
  expect(bodyOf(exampleCall('https://x.example', {}))).toEqual({ email: 'aino@example.com', plan: 'team' });
  expect(bodyOf(exampleCall('https://x.example', { email: '__proto__.a' }))).toEqual({
    a: 'aino@example.com',
    plan: 'team',
  });
});
