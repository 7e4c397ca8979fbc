import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { mayRetry, problemOf } from './problem.ts';

describe('problemOf', () => {
  it('keeps code, status and sentence of a refusal, whatever its data holds', () => {
    const error = new ORPCError('status-not-possible', {
      status: 409,
      message: 'Not from here.',
      data: { status: 'draft', code: 'x' },
    });
    expect(problemOf(error)).toMatchObject({ code: 'status-not-possible', status: 409, title: 'Not from here.' });
  });

  it('knows a line that is down', () => {
    expect(problemOf(new TypeError('Failed to fetch'))).toMatchObject({ code: 'api.unreachable', status: 0 });
    expect(problemOf(undefined)).toMatchObject({ code: 'api.unreachable' });
  });

  it('shows the words of any other error', () => {
    expect(problemOf(new Error('useApi was called outside'))).toMatchObject({
      code: 'editor.error',
      title: 'useApi was called outside',
    });
  });
});

describe('mayRetry', () => {
  it('is for faults of the server or the line, not for refusals', () => {
    const of = (status: number) => mayRetry({ code: '', title: '', status });
    expect([0, 429, 500, 503].map(of)).toEqual([true, true, true, true]);
    expect([400, 401, 403, 404, 409, 422].map(of)).toEqual([false, false, false, false, false, false]);
  });
});
