import { beforeAll, describe, expect, it } from 'vitest';
import { type Catalog, loadCatalog } from '../node/catalog.ts';
import { eventFor } from '../node/context-for.ts';
import { BUILT_IN_NODES } from '../nodes/registry.ts';
import type { Step } from '../runtime/answer.ts';
import { driveWait, type WaitCase } from './drive-wait.ts';

/*
 * The rules of waiting (3.W1 to 3.W10) as rows: given → the step that is logged → when and by which port the lead goes on.
 */

export type Row = [
  rule: string,
  given: Omit<WaitCase, 'type'> & { type?: string },
  port: string | undefined,
  at: string | undefined,
  /** What else the last step of the wait says. */
  logged?: RegExp | Logged,
];

interface Logged {
  text?: RegExp;
  cause?: Step['cause'];
  inputs?: Record<string, unknown>;
}

export const elapsed = (amount: number, unit = 'days') => ({ amount, unit, mode: 'elapsed' });
export const calendar = (amount: number, at?: string) => ({
  amount,
  unit: 'days',
  mode: 'calendar',
  ...(at ? { at } : {}),
});
export const doors = (...list: Record<string, unknown>[]) => ({
  doors: list.map((door, i) => ({ id: `d${i}`, ...door })),
});
export const lasts = (duration: Record<string, unknown>) => doors({ kind: 'duration', duration });
export const until = (time: string, more = {}) => doors({ kind: 'time', time, ...more });
export const renewal = (more = {}) => doors({ kind: 'date-field', field: 'lead.renewal', ...more });
export const event = (name: string, more = {}) => ({ kind: 'event', event: name, ...more });
export const zone = (timeZone: string | null) => ({ lead: { timeZone } });
export const [BERLIN, NEW_YORK, LORD_HOWE] = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
/** Epoch ms. */
export const at = (iso: string): number => Date.parse(iso);
export const happened = (name: string, iso: string, properties = {}, received = iso) => ({
  ...eventFor(name, properties, at(iso)),
  receivedAt: new Date(at(received)).toISOString(),
});

export const from = '2026-11-20T10:00:00Z';
export const NOW = '2026-11-20T10:00:00.000Z';

/** Tests each row of a rule. */
export function testRows(rule: string, rows: readonly Row[]): void {
  describe(rule, () => {
    let catalog: Catalog;
    beforeAll(async () => {
      catalog = await loadCatalog(BUILT_IN_NODES);
    });
    it.each(rows)('%s', (_rule, given, port, moment, logged = {}) => {
      const { last, at } = driveWait(catalog, { type: 'wait-any', ...given });
      const { text, cause, inputs }: Logged = logged instanceof RegExp ? { text: logged } : logged;
      expect([last?.kind, last?.port, at]).toEqual([port === undefined ? 'rest' : 'left', port, moment]);
      if (text) expect(last?.text).toMatch(text);
      if (cause) expect(last?.cause).toBe(cause);
      if (inputs) expect(last?.inputs).toMatchObject(inputs);
    });
  });
}
