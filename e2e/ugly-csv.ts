import type { Database } from '@trellis/engine/db/client.ts';
import { changeImport, insertImport, putChunk } from '@trellis/engine/db/queries/imports.ts';
import { enqueue } from '@trellis/engine/db/queries/outbox.ts';
import { IMPORT_CHUNK_BYTES, type ImportMapping } from '@trellis/shared/api/imports.ts';

/** What becomes of a record: a new lead, a change of one that a former record made, or a refusal with its code. */
type Fate = 'created' | 'updated' | { refused: string };

interface UglyRecord {
  line: string | Buffer;
  fate: Fate;
  /** The number of the lead's own record, where it says no to mail. */
  says?: 'no';
}

const COLUMNS = ['email', 'First name', 'seats', 'plan', 'notes', 'consent', 'user id', 'phone'];
const MAPPING: ImportMapping = [
  { to: 'email' },
  { to: 'attributes.firstName' },
  { to: 'attributes.seats', as: 'number' },
  { to: 'attributes.plan' },
  { to: 'attributes.notes' },
  { to: 'consent.email' },
  { to: 'userId' },
  { to: 'phone' },
];
/** Further back than any batch, and on a record that is sound. */
const REPEATS = 5_001;
/** Refused cells of this length stand in one record of a thousand. */
const LONG = 12_000;

/** Record `n` of round `round`: each hundred holds every ugliness of F17, each thousand the rare ones. The same number gives the same record. */
function recordOf(round: number, n: number): UglyRecord {
  const mail = `lead-${round}-${n}@company-${n % 977}.example`;
  const seats = n % 90;
  const sound = (line: string, more: Partial<UglyRecord> = {}): UglyRecord => ({ line, fate: 'created', ...more });
  const refused = (code: string, line: string | Buffer): UglyRecord => ({ line, fate: { refused: code } });
  if (n % 1_000 === 147) return refused('cell-too-long', `${mail},N,${seats},,${'x'.repeat(LONG)},,,\n`);
  if (n % 1_000 === 173) {
    const parts = [Buffer.from(`${mail},N`), Buffer.from([0xc3, 0x28]), Buffer.from(`,${seats},,,,,\n`)];
    return refused('text-unreadable', Buffer.concat(parts));
  }
  switch (n % 100) {
    case 3:
      return sound(`${mail},"Line\r\nbreak, ""quoted"" ${n}",${seats},,,,,\r\n`);
    case 7:
      return refused('email-invalid', `not an address,N,${seats},,,,,\n`);
    case 11:
      return refused('columns-differ', `${mail},too few\n`);
    case 13:
      return sound(`  ${mail.toUpperCase()}  ,Name ${n},${seats},,,,,\n`);
    case 17:
      return sound(`${mail},Name ${n},${seats},,a 5" screen,,,\n`);
    case 19:
      return sound(`lead-${round}-${n}@münchen.example,Zoë ${n},${seats},,,,,\n`);
    case 23:
      return sound(`${mail},🦊 ${n},${seats},,"=HYPERLINK(""http://evil.example"",""x"")",,,\n`);
    case 29:
      return sound(`\n\r\n${mail},Name ${n},${seats},,,,,\n`);
    case 31:
      return sound(`${mail},Name ${n},${seats},,,,,\r`);
    case 37:
      return refused('value-invalid', `${mail},N,many,,,,,\n`);
    case 41:
      return sound(`${mail},Name ${n},${seats},,,no,,\n`, { says: 'no' });
    case 43:
      return refused('consent-unknown', `${mail},N,${seats},,,perhaps,,\n`);
    case 53:
      if (n < REPEATS + 52) return sound(`${mail},Name ${n},${seats},,,,,\n`);
      return {
        line: `LEAD-${round}-${n - REPEATS}@company-${(n - REPEATS) % 977}.example,,,pro,,,,\n`,
        fate: 'updated',
      };
    case 59:
      return refused('identity-missing', `,Nameless,${seats},,,,,\n`);
    case 61:
      return sound(`,Name ${n},${seats},,,,user-${round}-${n},\n`);
    case 67:
      return sound(`${mail},__proto__,${seats},,constructor,,,\n`);
    case 71:
      return refused('text-unreadable', `${mail},N\u0000,${seats},,,,,\n`);
    case 79:
      return refused('columns-differ', `${mail},N,${seats},,,,,,,,\n`);
    case 83:
      return refused('phone-invalid', `${mail},N,${seats},,,,,ring me\n`);
    default:
      return sound(`${mail},Name ${n},${seats},,,,,+49 30 ${n}\n`);
  }
}

/** What an import of the first `rows` records has to come to. */
export interface Expected {
  created: number;
  updated: number;
  rejected: number;
  /** By code: how many, and the sum of their record numbers. */
  errors: Record<string, { count: number; sum: number }>;
  seats: number;
  saidNo: number;
}

export function expectedOf(rows: number, round = 0): Expected {
  const expected: Expected = { created: 0, updated: 0, rejected: 0, errors: {}, seats: 0, saidNo: 0 };
  for (let n = 0; n < rows; n++) {
    const { fate, says } = recordOf(round, n);
    if (typeof fate === 'string') {
      expected[fate] += 1;
      if (fate === 'created') expected.seats += n % 90;
      if (says) expected.saidNo += 1;
      continue;
    }
    expected.rejected += 1;
    const { count, sum } = expected.errors[fate.refused] ?? { count: 0, sum: 0 };
    expected.errors[fate.refused] = { count: count + 1, sum: sum + n + 1 };
  }
  return expected;
}

/** Puts the file into the database as an upload does, mapped and started; with `owe` the outbox starts its workflow. Answers its id and size. */
export async function handInUgly(
  db: Pick<Database, 'inWorkspace'>,
  workspaceId: string,
  { rows, round = 0, owe = false }: { rows: number; round?: number; owe?: boolean },
): Promise<{ importId: string; bytes: number }> {
  const importId = await db.inWorkspace(workspaceId, (tx) =>
    insertImport(tx, { name: `ugly-${round}.csv`, size: 1, createdBy: 'test' }),
  );
  let [no, bytes, waiting] = [0, 0, 0];
  let parts: Buffer[] = [Buffer.from(`\ufeff${COLUMNS.join(',')}\r\n`)];
  const put = async (content: Buffer) => {
    await db.inWorkspace(workspaceId, (tx) => putChunk(tx, importId, no, content));
    no += 1;
    bytes += content.length;
  };
  for (let n = 0; n < rows; n++) {
    const { line } = recordOf(round, n);
    const part = typeof line === 'string' ? Buffer.from(line) : line;
    parts.push(part);
    waiting += part.length;
    if (waiting < IMPORT_CHUNK_BYTES) continue;
    const whole = Buffer.concat(parts);
    let at = 0;
    for (; whole.length - at >= IMPORT_CHUNK_BYTES; at += IMPORT_CHUNK_BYTES)
      await put(whole.subarray(at, at + IMPORT_CHUNK_BYTES));
    parts = [whole.subarray(at)];
    waiting = whole.length - at;
  }
  const rest = Buffer.concat(parts);
  if (rest.length > 0) await put(rest);
  await db.inWorkspace(workspaceId, async (tx) => {
    await changeImport(tx, importId, {
      status: 'running',
      columns: COLUMNS,
      mapping: MAPPING,
      wording: 'A box at the fair',
    });
    if (owe) await enqueue(tx, [{ kind: 'import', importId }]);
  });
  return { importId, bytes };
}
