import { expect, it } from 'vitest';
import { embedCode, labelOf } from './embed-code.ts';

const WORDS = { send: 'Send', leaveEmpty: 'Leave this empty' };

it('the code for a page is a form that a browser posts as it is, with the field that nobody sees', () => {
  const code = embedCode(
    {
      url: 'https://trellis.example/f/1',
      fields: [
        { name: 'mail', to: 'email', required: false },
        { name: 'first_name', to: 'attributes.firstName', required: true },
        { name: 'topic', to: 'properties.topic', required: false },
      ],
      wording: 'Yes, send me news.',
      honeypot: 'website_address',
    },
    WORDS,
  );
  document.body.innerHTML = code;
  const form = document.querySelector('form');
  expect([form?.getAttribute('action'), form?.getAttribute('method')]).toEqual(['https://trellis.example/f/1', 'post']);
  const inputs = [...document.querySelectorAll('input')].map(({ name, type, required }) => [name, type, required]);
  expect(inputs).toEqual([
    ['mail', 'email', true],
    ['first_name', 'text', true],
    ['topic', 'text', false],
    ['website_address', 'text', false],
  ]);
  expect(document.querySelector('p')?.textContent).toBe('Yes, send me news.');
});

it('what people wrote stands in it as text and not as HTML', () => {
  const evil = '"><script>alert(1)</script>';
  const code = embedCode(
    { url: evil, fields: [{ name: evil, to: 'email', required: true }], wording: evil, honeypot: evil },
    WORDS,
  );
  expect(code).not.toContain('<script>');
});

it.each([
  ['first_name', 'First name'],
  ['firstName', 'First name'],
  ['work-email', 'Work email'],
])('%s is labelled %s', (name, label) => expect(labelOf(name)).toBe(label));
