import { IMPORT_CHUNK_BYTES } from '@trellis/shared/api/imports.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OWNER, startTestApi, type TestApi } from '../testing/api-server.ts';
import { importSlice } from './slice.ts';

describe('a CSV import', () => {
  let api: TestApi;
  let cookie = '';
  let workspaceId = '';
  beforeAll(async () => {
    api = await startTestApi();
    const made = await api.call('POST', '/api/setup', OWNER);
    cookie = api.cookieOf(made);
    workspaceId = made.body.workspaces[0].id;
  });
  afterAll(() => api.close());

  const call = (method: string, path: string, body?: unknown) =>
    api.call(method, `/api/imports${path}`, body, { cookie });
  const rows = <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
    api.db.inWorkspace(workspaceId, (tx) => tx.execute<Row>(query));
  const slice = (importId: string, sliceMs?: number) =>
    importSlice(
      { db: api.db, secret: api.services.secret, ...(sliceMs === undefined ? {} : { sliceMs }) },
      { workspace: workspaceId, importId },
    );

  async function handIn(content: Buffer | string, name = 'leads.csv'): Promise<string> {
    const file = Buffer.from(content);
    const { body } = await call('POST', '', { name, size: file.length });
    const count = Math.ceil(file.length / IMPORT_CHUNK_BYTES);
    // Pieces may come in any order.
    for (let no = count - 1; no >= 0; no--) {
      const piece = file.subarray(no * IMPORT_CHUNK_BYTES, (no + 1) * IMPORT_CHUNK_BYTES).toString('base64');
      expect((await call('PUT', `/${body.id}/chunks/${no}`, { content: piece })).status).toBe(200);
    }
    return body.id;
  }

  async function run(content: Buffer | string, wording?: string): Promise<Record<string, unknown> & { id: string }> {
    const id = await handIn(content);
    const { body: seen } = await call('POST', `/${id}/preview`);
    const started = await call('POST', `/${id}/start`, { mapping: seen.guess, ...(wording ? { wording } : {}) });
    expect([started.status, started.body.code]).toEqual([200, undefined]);
    while ((await slice(id)).kind === 'more');
    return (await call('GET', `/${id}`)).body;
  }

  it('shows what it sees and guesses, takes what is sound, names the rest, and finds who is there', async () => {
    await api.call('POST', '/api/leads', { email: 'Known@x.example', firstName: 'Old', company: 'Kept' }, { cookie });
    const file = [
      'E-Mail;First name;Seats;Time zone;Subscribed;Zip',
      'known@X.example;New;12;Europe/Berlin;yes;01234',
      'zoë@x.example;"Line\r\nbreak; ""quoted""";3;;;',
      'mia@x.example;Mia;3;Mars/Base;;',
      'nobody;N;1;;;',
      ';Nameless;1;;;',
      'short@x.example;only two',
      'mia@x.example;Mia;3;;no;99999',
      '',
      'mia@x.example;Mia B;4;;;',
    ].join('\r\n');
    const id = await handIn(file);
    const { status, body: seen } = await call('POST', `/${id}/preview`);
    expect([status, seen.delimiter, seen.encoding, seen.rows.length]).toEqual([200, ';', 'utf-8', 8]);
    expect(seen.guess).toEqual([
      { to: 'email' },
      { to: 'attributes.firstName' },
      { to: 'attributes.seats', as: 'number' },
      { to: 'timeZone' },
      { to: 'consent.email' },
      { to: 'attributes.zip' },
    ]);
    const mapping = seen.guess;
    expect((await call('POST', `/${id}/start`, { mapping })).body).toMatchObject({ code: 'mapping-invalid' });
    await call('POST', `/${id}/start`, { mapping, wording: 'Ticked at the fair in May' });
    expect((await call('POST', `/${id}/start`, { mapping, wording: 'again' })).body).toMatchObject({
      code: 'import-state',
    });
    expect(await slice(id)).toEqual({ kind: 'ended' });
    const { body: done } = await call('GET', `/${id}`);
    expect(done).toMatchObject({ status: 'done', progress: 1, records: 8, created: 1, updated: 1, rejected: 5 });
    const [known] = await rows(
      sql`select email, time_zone, consent_email, attributes from leads where lower(email) = 'known@x.example'`,
    );
    expect(known).toEqual({
      email: 'known@x.example',
      time_zone: 'Europe/Berlin',
      consent_email: 'opted-in',
      attributes: { firstName: 'New', company: 'Kept', seats: 12, zip: '01234' },
    });
    const [mia] = await rows(sql`select consent_email, attributes from leads where email = 'mia@x.example'`);
    expect(mia).toEqual({ consent_email: 'opted-out', attributes: { firstName: 'Mia B', seats: 4, zip: '99999' } });
    const words = await rows(sql`select state, source, wording from consents order by state`);
    expect(words).toEqual([
      { state: 'opted-in', source: 'import: leads.csv', wording: 'Ticked at the fair in May' },
      { state: 'opted-out', source: 'import: leads.csv', wording: null },
    ]);
    const { body: errors } = await call('GET', `/${id}/errors?limit=3`);
    expect(errors.items.map(({ record, code }: { record: number; code: string }) => [record, code])).toEqual([
      [2, 'email-invalid'],
      [3, 'time-zone-unknown'],
      [4, 'email-invalid'],
    ]);
    const { body: rest } = await call('GET', `/${id}/errors?limit=3&cursor=${errors.nextCursor}`);
    expect(rest.items.map(({ record, code }: { record: number; code: string }) => [record, code])).toEqual([
      [5, 'identity-missing'],
      [6, 'columns-differ'],
    ]);
    const [audit] = await rows<{ actions: string[] }>(
      sql`select array_agg(action order by id) as actions from audit_log where subject_id = ${id}`,
    );
    expect(audit?.actions).toEqual(['import.create', 'import.start', 'import.done']);
    expect(await rows(sql`select 1 from import_chunks`)).toEqual([]);
  });

  it('tells beforehand what it would do, by the mapping and the way of writing that were chosen, and keeps both', async () => {
    await api.call('POST', '/api/leads', { email: 'there@x.example' }, { cookie });
    const before = await rows(sql`select count(*)::int as leads from leads`);
    const file = [
      'mail;since;revenue;ok',
      'there@x.example;3.4.2026;1.234,50;ja',
      'new@x.example;24.12.2025;7;nein',
      'NEW@x.example;24.12.2025;8;nein',
      'nobody;1.1.2026;1;ja',
    ].join('\n');
    const id = await handIn(file);
    const { body: seen } = await call('POST', `/${id}/preview`);
    expect(seen.guess).toEqual([
      { to: 'email' },
      { to: 'attributes.since', as: 'date', format: 'dmy' },
      { to: 'attributes.revenue', as: 'number', format: 'comma' },
      { to: 'attributes.ok', as: 'boolean' },
    ]);
    const mapping = [...seen.guess.slice(0, 3), { to: 'consent.email' }];
    const { body: first } = await call('POST', `/${id}/check`, { mapping });
    expect(first.problem).toContain('how they agreed');
    const { body: checked } = await call('POST', `/${id}/check`, { mapping, wording: 'At the fair' });
    expect(checked).toMatchObject({
      problem: null,
      records: 4,
      whole: true,
      expected: 4,
      created: 1,
      updated: 1,
      repeated: 1,
      rejected: 1,
      problems: [{ record: 4, code: 'email-invalid' }],
    });
    expect(checked.reads.slice(0, 2)).toEqual([
      ['there@x.example', '2026-04-03', '1234.5', 'opted-in'],
      ['new@x.example', '2025-12-24', '7', 'opted-out'],
    ]);
    expect(await rows(sql`select count(*)::int as leads from leads`)).toEqual(before);
    // Whoever comes back finds it as it was left.
    const { body: again } = await call('POST', `/${id}/preview`);
    expect([again.import.mapping, again.import.wording]).toEqual([mapping, 'At the fair']);
    const { body: other } = await call('POST', `/${id}/preview`, { delimiter: ',' });
    expect([other.import.columns.length, other.delimiter]).toEqual([1, ',']);
    await call('POST', `/${id}/cancel`);
    expect((await call('POST', `/${id}/check`, { mapping })).body.code).toBe('import-state');
  });

  it('the report is a CSV file in which no cell is a formula, and only members get it', async () => {
    const done = await run('email,note\nnot an address,=HYPERLINK("http://evil")\n@x,"+1, ""quoted"""\n');
    const response = await fetch(`${api.url}/api/imports/${done.id}/errors.csv`, { headers: { cookie } });
    expect(response.headers.get('content-disposition')).toContain('leads - not taken.csv');
    // Bytes, since reading as text takes the mark of UTF-8 off, without which spreadsheets show other letters.
    const lines = Buffer.from(await response.arrayBuffer())
      .toString('utf8')
      .split('\r\n');
    expect(lines[0]).toBe('\ufeff"record","code","why it was not taken","email","note"');
    expect(lines[1]).toContain(`"not an address","'=HYPERLINK(""http://evil"")"`);
    expect(lines[2]).toContain(`"'@x","'+1, ""quoted"""`);
    expect((await fetch(`${api.url}/api/imports/${done.id}/errors.csv`)).status).toBe(401);
    expect(
      (await fetch(`${api.url}/api/imports/${crypto.randomUUID()}/errors.csv`, { headers: { cookie } })).status,
    ).toBe(404);
    const { key } = (await api.call('POST', '/api/api-keys', { name: 'report', scope: 'read' }, { cookie })).body;
    const byKey = { headers: { authorization: `Bearer ${key}` } };
    expect((await fetch(`${api.url}/api/imports/${done.id}/errors.csv`, byKey)).status).toBe(200);
  });

  it.each<[string, Buffer]>([
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffemail,firstName\nbom@x.example,Zoë\n')],
    ['UTF-16', Buffer.from('\ufeffemail,firstName\r\nbom@x.example,Zoë\r\n', 'utf16le')],
    ['Windows-1252 with tabs', Buffer.from('email\tfirstName\rbom@x.example\tZo\u00eb', 'latin1')],
  ])('reads %s', async (_name, file) => {
    expect(await run(file)).toMatchObject({ status: 'done', rejected: 0, records: 1 });
    const [lead] = await rows(sql`select attributes from leads where email = 'bom@x.example'`);
    expect(lead).toEqual({ attributes: { firstName: 'Zoë' } });
  });

  it('goes on where it was killed: each record is taken once', async () => {
    const count = 14_000;
    const lines = Array.from({ length: count }, (_, n) => `k${n}@kill.example,"Na\nme ${n}",${'x'.repeat(n % 70)}`);
    const id = await handIn(['email,firstName,filler', ...lines].join('\n'));
    const { body: seen } = await call('POST', `/${id}/preview`);
    await call('POST', `/${id}/start`, { mapping: seen.guess });
    let slices = 0;
    // Two processes at once at the same file, each with no time: the one that loses a batch stops.
    for (let going = true; going; slices++) {
      const answers = await Promise.all([slice(id, 0), slice(id, 0)]);
      going = answers.some(({ kind }) => kind === 'more');
    }
    expect(slices).toBeGreaterThan(3);
    expect((await call('GET', `/${id}`)).body).toMatchObject({
      status: 'done',
      records: count,
      created: count,
      updated: 0,
      rejected: 0,
    });
    const [found] = await rows(
      sql`select count(*)::int as leads, count(distinct email)::int as emails from leads where email like '%@kill.example'`,
    );
    expect(found).toEqual({ leads: count, emails: count });
  }, 60_000);

  it('a file with a quote that is never closed fails with the reason, and keeps what stood before', async () => {
    const lines = Array.from({ length: 2_500 }, (_, n) => `q${n}@quote.example,fine`);
    const done = await run(['email,note', ...lines, 'open@x.example,"never closed', ...lines].join('\n'));
    expect(done).toMatchObject({ status: 'failed', failed: expect.stringContaining('not closed') });
    expect(done.records).toBe(2_000);
  });

  it('can be cancelled, and takes nothing more from then on', async () => {
    const lines = Array.from({ length: 6_000 }, (_, n) => `c${n}@cancel.example`);
    const id = await handIn(['email', ...lines].join('\n'));
    await call('POST', `/${id}/preview`);
    await call('POST', `/${id}/start`, { mapping: [{ to: 'email' }] });
    expect(await slice(id, 0)).toEqual({ kind: 'more' });
    expect((await call('POST', `/${id}/cancel`)).body).toMatchObject({ status: 'cancelled', records: 2_000 });
    expect(await slice(id)).toEqual({ kind: 'ended' });
    expect((await call('GET', `/${id}`)).body).toMatchObject({ status: 'cancelled', records: 2_000 });
    expect((await call('POST', `/${id}/cancel`)).body).toMatchObject({ code: 'import-state' });
  });

  it('refuses pieces that do not fit, a file that is not there yet, and one without columns', async () => {
    const { body } = await call('POST', '', { name: 'part.csv', size: 10 });
    expect((await call('PUT', `/${body.id}/chunks/0`, { content: 'YQ==' })).body).toMatchObject({ code: 'chunk-size' });
    expect((await call('PUT', `/${body.id}/chunks/7`, { content: 'YQ==' })).body).toMatchObject({ code: 'chunk-size' });
    expect((await call('POST', `/${body.id}/preview`)).body).toMatchObject({ code: 'import-state' });
    const empty = await handIn('\n\n\n');
    expect((await call('POST', `/${empty}/preview`)).body).toMatchObject({ code: 'file-unreadable' });
    expect((await call('GET', `/${crypto.randomUUID()}`)).status).toBe(404);
  });
});
