import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { csvImport } from './import.ts';
import { ingestion } from './ingestion.ts';
import type { Line } from './measure.ts';
import { speedToLead } from './speed-to-lead.ts';

/*
 * npm run bench               all
 * npm run bench -- B3 B5      some
 * npm run bench -- B5 --rows 1000000
 * npm run bench -- B12 --waiting 100000
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string', default: '30000' },
    waiting: { type: 'string', default: '10000' },
    quiet: { type: 'boolean', default: false },
  },
});
const note = (text: string) => void (values.quiet || process.stderr.write(`  ${text}\n`));

const BENCHES: Record<string, () => Promise<Line[]>> = {
  B3: () => ingestion(note),
  B5: () => csvImport(note, Number(values.rows)),
  B12: () => speedToLead(note, Number(values.waiting)),
};

const wanted = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = wanted.filter((id) => !Object.hasOwn(BENCHES, id));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exit(2);
}
const lines: Line[] = [];
for (const id of wanted) {
  note(id);
  for (const line of (await BENCHES[id]?.()) ?? []) {
    process.stdout.write(`${JSON.stringify(line)}\n`);
    lines.push(line);
  }
}
process.stdout.write(`\n${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}\n`);
process.stdout.write(
  '| id | metric | ours | peer or limit | ratio | 95 % | target | |\n|---|---|---|---|---|---|---|---|\n',
);
for (const { id, metric, value, peer, ratio, ci, limit, ok } of lines)
  process.stdout.write(
    `| ${id} | ${metric} | ${value} | ${peer} | ${ratio} | ${ci.join('–')} | ${limit} | ${ok ? 'ok' : '**missed**'} |\n`,
  );
process.exitCode = lines.every(({ ok }) => ok) ? 0 : 1;
