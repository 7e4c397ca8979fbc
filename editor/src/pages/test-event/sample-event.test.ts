import { describe, expect, it } from 'vitest';
import { toProperties, whatIsMissing } from './event-input.ts';
import { readValue, snippet } from './sample-event.ts';

describe('readValue', () => {
  it('makes numbers, booleans and JSON of what looks like them, and keeps ids as text', () => {
    expect(['12', '-3.5', '0', 'true', '[1,2]', '{"a":1}'].map(readValue)).toEqual([
      12,
      -3.5,
      0,
      true,
      [1, 2],
      { a: 1 },
    ]);
    expect(['0049123', '12345678901234567890', '1e5', '{broken', 'field-service', ''].map(readValue)).toEqual([
      '0049123',
      '12345678901234567890',
      '1e5',
      '{broken',
      'field-service',
      '',
    ]);
  });
});

describe('snippet', () => {
  const sample = { event: 'content.downloaded', userId: 'crm-20418', properties: { topic: "it's" } };

  it('for curl is one command whose quotes survive a shell', () => {
    const text = snippet('curl', sample, 'wk_1', 'http://localhost:4400');
    expect(text).toContain('curl http://localhost:4400/v1/track');
    expect(text).toContain('-u wk_1:');
    expect(text).toContain("it'\\''s");
  });

  it('holds the event as JSON in every language', () => {
    const body = /track\(([\s\S]*)\);\nawait/.exec(snippet('node', sample, 'wk_1', 'http://h'))?.[1] ?? '';
    expect(JSON.parse(body)).toEqual({
      event: 'content.downloaded',
      userId: 'crm-20418',
      properties: { topic: "it's" },
    });
    const inBrowser = /stringify\(([\s\S]*)\),\n/.exec(snippet('browser', sample, 'wk_1', 'http://h'))?.[1] ?? '';
    expect(JSON.parse(inBrowser)).toMatchObject({ writeKey: 'wk_1', event: 'content.downloaded' });
  });

  it('identifies a lead without a user id by address', () => {
    expect(snippet('curl', { event: 'x', email: 'aino@lahti.example', properties: {} }, 'wk', 'http://h')).toContain(
      'aino@lahti.example',
    );
  });
});

describe('the form', () => {
  it('names the first thing that is missing', () => {
    const receiver = { kind: 'new', email: 'a@b.co' } as const;
    expect(whatIsMissing({ event: ' ', receiver, properties: [] })).toEqual({ field: 'event' });
    expect(whatIsMissing({ event: 'x', receiver: undefined, properties: [] })).toEqual({ field: 'lead' });
    const twice = [
      { name: 'a', value: '1' },
      { name: ' a', value: '2' },
    ];
    expect(whatIsMissing({ event: 'x', receiver, properties: twice })).toEqual({ field: 'property', name: 'a' });
    expect(whatIsMissing({ event: 'x', receiver, properties: [{ name: '', value: '' }] })).toBeUndefined();
  });

  it('leaves out rows without a name', () => {
    expect(
      toProperties([
        { name: '', value: '1' },
        { name: ' n ', value: '2' },
      ]),
    ).toEqual({ n: 2 });
  });
});
