import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { SealedFrame } from './sealed-frame.tsx';

const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.{ts,tsx}'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const HOSTILE = '<html><head><base href="http://x"></head><body><script>alert(1)</script><p>Hello</p></body></html>';

it('has no rights, and its policy stands before all that is shown in it', () => {
  renderUi(<SealedFrame title="Somebody’s" html={HOSTILE} />);
  const frame = screen.getByTitle('Somebody’s');
  expect(frame.getAttribute('sandbox')).toBe('');
  expect(frame.getAttribute('referrerpolicy')).toBe('no-referrer');
  const [, content = '', shown = ''] =
    /^<!doctype html><meta http-equiv="Content-Security-Policy" content="([^"]+)">(.*)$/s.exec(
      frame.getAttribute('srcdoc') ?? '',
    ) ?? [];
  expect(shown).toBe(HOSTILE);
  const policy = new Map(
    content.split('; ').map((line) => {
      const [directive = '', ...sources] = line.split(' ');
      return [directive, sources.join(' ')] as const;
    }),
  );
  for (const directive of ['default-src', 'script-src', 'object-src', 'frame-src', 'form-action', 'base-uri'])
    expect(policy.get(directive), directive).toBe("'none'");
  // Pictures are all that comes from elsewhere.
  expect([...policy].filter(([, sources]) => /https?:|\*/.test(sources)).map(([directive]) => directive)).toEqual([
    'img-src',
  ]);
});

it('is the only frame of the editor', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(300);
  const framing = Object.entries(sources).filter(([, source]) => /<iframe|srcdoc/i.test(source));
  expect(framing.map(([file]) => file)).toEqual(['./sealed-frame.tsx']);
});
