import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { root } from './stage.mjs';

/** A file a person can hold in mind. Generated SQL and test data are exempt. */
const MOST_LINES = 300;
const SOURCE = /\.(ts|tsx|mjs|css)$/;
const EXEMPT = /(^|\/)(fixtures|migrations\/meta)\//;

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  cwd: root,
  encoding: 'utf8',
});
const counted = listed
  .split('\0')
  .filter((path) => SOURCE.test(path) && !EXEMPT.test(path))
  .flatMap((path) => {
    try {
      return [{ path, lines: readFileSync(new URL(path, root), 'utf8').trimEnd().split('\n').length }];
    } catch (error) {
      // Removed from the work tree, not yet from the index.
      if (error.code === 'ENOENT') return [];
      throw error;
    }
  });
const tooLong = counted.filter(({ lines }) => lines > MOST_LINES).sort((a, b) => b.lines - a.lines);
for (const { path, lines } of tooLong)
  console.error(`${path}: ${lines} lines, at most ${MOST_LINES} are allowed. Split it by what it is about.`);
if (counted.length === 0) console.error('check-lines found no source file to look at.');
process.exit(tooLong.length > 0 || counted.length === 0 ? 1 : 0);
