import { describe, expect, it } from 'vitest';
import { shapeOf } from './docs-shape.ts';

describe('the shape of a schema, as people read it', () => {
  it.each<[string, unknown]>([
    ['anything', {}],
    ['text, 1 to 80 long', { type: 'string', minLength: 1, maxLength: 80 }],
    ['date-time', { type: 'string', format: 'date-time' }],
    ['integer, at least 0', { type: 'integer', minimum: 0 }],
    ['"a" | "b"', { enum: ['a', 'b'] }],
    ['true', { const: true }],
    ['uuid | null', { anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] }],
    ['text | null', { type: ['string', 'null'] }],
    ['text[], at most 5', { type: 'array', items: { type: 'string' }, maxItems: 5 }],
    ['("a" | "b")[]', { type: 'array', items: { enum: ['a', 'b'] } }],
    ['{ any names }', { type: 'object', additionalProperties: true }],
    ['{ [any name]: number }', { type: 'object', additionalProperties: { type: 'number' } }],
    [
      '{ name: text; tags?: text[] }',
      {
        type: 'object',
        properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
        required: ['name'],
      },
    ],
  ])('%s', (shape, schema) => {
    expect(shapeOf(schema)).toBe(shape);
  });

  it('breaks a wide object into lines, and draws what a reference names once', () => {
    const wide = { type: 'object', properties: { one: { enum: ['x'.repeat(60)] }, two: { enum: ['y'.repeat(60)] } } };
    expect(shapeOf(wide).split('\n')).toHaveLength(4);
    const node = { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } };
    expect(shapeOf({ $ref: '#/components/schemas/Node' }, { Node: node })).toBe('{ next?: Node }');
  });

  it('ends where a schema holds itself', () => {
    const endless: Record<string, unknown> = { type: 'object', properties: {} };
    endless.properties = { more: endless };
    expect(shapeOf(endless)).toContain('{ … }');
  });
});
