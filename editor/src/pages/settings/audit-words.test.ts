import { describe, expect, it } from 'vitest';
import { createI18n } from '../../i18n/i18n.ts';
import { auditFacts, auditSubject, auditTitle } from './audit-words.ts';

const { t } = createI18n({ strict: true });
const subject = { kind: 'workflow', id: null, name: null };
const facts = (change: Record<string, unknown>, name: string | null = null) =>
  auditFacts({ subject: { ...subject, name }, change }, t, (at) => at.slice(0, 10));

describe('a line of the audit log', () => {
  it.each([
    ['import.done', 'Import done'],
    ['workflow.take-back', 'Workflow publishing taken back'],
    ['run.skip-wait', 'Run wait skipped'],
    ['something.quite-new', 'something quite new'],
  ])('%s is told as “%s”', (action, words) => {
    expect(auditTitle(action, t)).toBe(words);
  });

  it('calls a thing by its name, also where it is gone and only the log knows it', () => {
    expect(auditSubject({ subject: { ...subject, name: 'Fair' }, change: { name: 'Fair 2025' } })).toBe('Fair');
    expect(auditSubject({ subject, change: { name: 'Newsletter' } })).toBe('Newsletter');
    expect(auditSubject({ subject, change: {} })).toBeNull();
  });

  it.each<[string[], Record<string, unknown>]>([
    [
      ['2 records read', '1 new lead', '0 leads changed', '1 record not taken'],
      { created: 1, records: 2, updated: 0, rejected: 1 },
    ],
    [['as Sales'], { role: 'sales', invitation: '01a20751-328e-7970-a45f-7770735756d1' }],
    [['Sales → Marketer'], { user: 'x'.repeat(0), from: 'sales', to: 'marketer' }],
    [['may read and write'], { scope: 'write' }],
    [['live → paused', '3 runs'], { from: 'live', to: 'paused', runs: 3 }],
    [['8640 times as fast'], { factor: 8640, version: 2 }],
    [['2026-11-24'], { at: '2026-11-24T09:00:00.000Z', revision: 4 }],
    [['postal address: 1 Way'], { postalAddress: '1 Way' }],
    [[], { revision: 2, unchanged: false, hash: 'a'.repeat(64), versionId: '01a20751-328e-7970-a45f-7770735756d1' }],
  ])('tells %j of what the log keeps', (told, change) => {
    expect(facts(change)).toEqual(told);
  });

  it('says a new name beside the present one, and no name twice', () => {
    expect(facts({ name: 'Former' }, 'Present')).toEqual(['named Former']);
    expect(facts({ name: 'Present' }, 'Present')).toEqual([]);
  });
});
