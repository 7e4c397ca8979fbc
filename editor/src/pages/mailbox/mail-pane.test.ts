import { expect, it } from 'vitest';
import { splitSender } from './mail-pane.tsx';

it('splits a sender into name and address', () => {
  expect(splitSender('"Hanna at Brightwater" <hanna@news.example>')).toEqual({
    name: 'Hanna at Brightwater',
    address: 'hanna@news.example',
  });
  expect(splitSender('Hanna <hanna@news.example>')).toEqual({ name: 'Hanna', address: 'hanna@news.example' });
  expect(splitSender('<hanna@news.example>')).toEqual({ name: 'hanna@news.example', address: 'hanna@news.example' });
  expect(splitSender('hanna@news.example')).toEqual({ name: 'hanna@news.example', address: 'hanna@news.example' });
});
