import { expect, it } from 'vitest';
import { newPasswordSchema, passwordFault } from './password.ts';

it.each(['password123', 'Password123!', 'QWERTYUIOP', 'aaaaaaaaaaaa', '1234567890', 'short', 'x'.repeat(129)])(
  'refuses %s',
  (password) => expect(newPasswordSchema.safeParse(password).success).toBe(false),
);

it.each(['correct horse battery', '🌱🌿 grünes spalier', ' spaces are fine ', `${'ab1c'.repeat(32)}`])(
  'takes %s, whatever it is made of',
  (password) => expect(newPasswordSchema.safeParse(password).success).toBe(true),
);

it('refuses what is only the name, address or company with a little beside it', () => {
  const about = ['priya@brightwater.example', 'Brightwater'];
  expect(passwordFault('Brightwater1', about)).toMatch(/company/);
  expect(passwordFault('brightwater on a hill', about)).toBeNull();
});
