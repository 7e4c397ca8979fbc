import { uuidv7 } from 'uuidv7';
import { describe, expect, test } from 'vitest';
import { createTrackingTokens, type TrackingToken } from './tracking-token.ts';

const workspaceId = uuidv7();
const sendId = uuidv7();
const leadId = uuidv7();
const { signToken, readToken } = createTrackingTokens('a secret of the tests');
const click: TrackingToken = {
  purpose: 'click',
  workspaceId,
  sendId,
  tag: 'größe',
  url: 'https://example.com/a?b=c&d=%20#e',
};

describe('tracking tokens', () => {
  test('come back as they were signed, and fit a URL path', () => {
    const tokens: TrackingToken[] = [
      click,
      { purpose: 'open', workspaceId, sendId },
      { purpose: 'unsubscribe', workspaceId, sendId, leadId },
    ];
    for (const token of tokens) {
      const text = signToken(token);
      expect(text).toMatch(/^[\w-]+$/);
      expect(readToken(token.purpose, text)).toEqual(token);
    }
    expect(signToken({ purpose: 'open', workspaceId, sendId }).length).toBeLessThanOrEqual(66);
  });

  test('changed in any single character they are worthless', () => {
    const text = signToken(click);
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A';
      expect(readToken('click', text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined();
    }
    expect(readToken('click', text.slice(0, -1))).toBeUndefined();
    expect(readToken('click', `${text}A`)).toBeUndefined();
  });

  test('for one purpose they are worthless for another', () => {
    expect(readToken('open', signToken(click))).toBeUndefined();
    expect(readToken('unsubscribe', signToken({ purpose: 'open', workspaceId, sendId }))).toBeUndefined();
    expect(readToken('open', signToken({ purpose: 'unsubscribe', workspaceId, sendId, leadId }))).toBeUndefined();
  });

  test('of a former secret they are still read when it is named, else not', () => {
    const text = signToken(click);
    expect(createTrackingTokens('another').readToken('click', text)).toBeUndefined();
    expect(createTrackingTokens('another', ['a secret of the tests']).readToken('click', text)).toEqual(click);
  });

  test('rubbish of any kind reads as undefined', () => {
    for (const text of ['', 'a', '=', '..', 'é'.repeat(50), 'A'.repeat(100), 'A'.repeat(100_000), '\0'.repeat(80)]) {
      expect(readToken('click', text)).toBeUndefined();
    }
  });

  test('a link that leads elsewhere than the web, or is too long, is refused when signing', () => {
    expect(() => signToken({ ...click, url: 'javascript:alert(1)' })).toThrow(/http or https/);
    expect(() => signToken({ ...click, url: `https://e.com/${'x'.repeat(3000)}` })).toThrow(/at most 2048/);
    expect(() => signToken({ ...click, sendId: 'lead@example.com' })).toThrow(/UUID/);
  });
});
