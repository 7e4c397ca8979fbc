import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { bundleIsolate } from '@trellis/engine/runs/worker.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const ISOLATE = 'engine/src/runs/isolate';
const MOST_LINES = 150;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const quiet = () => {};
const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

describe('the isolate', () => {
  const files = readdirSync(join(root, ISOLATE)).filter((name) => name.endsWith('.ts') && !name.includes('.test.'));

  it(`has at most ${MOST_LINES} lines`, () => {
    const lines = files.map(
      (name) =>
        readFileSync(join(root, ISOLATE, name), 'utf8')
          .trimEnd()
          .split('\n').length,
    );
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(MOST_LINES);
    expect(files).toContain('lead-run.ts');
  });

  it('imports its own files, @temporalio/workflow, and otherwise types', () => {
    for (const name of files) {
      const text = readFileSync(join(root, ISOLATE, name), 'utf8');
      const imports = [...text.matchAll(/^import (type )?[^;]*?from '([^']+)';/gms)];
      for (const [line, type, from = ''] of imports) {
        if (type || from === '@temporalio/workflow') continue;
        expect(from, `${name}: ${line}`).toMatch(/^\.\/[a-z-]+\.ts$/);
        expect(files, `${name}: ${line}`).toContain(from.slice(2));
      }
      expect(text).not.toMatch(/\b(require|import)\(|^export .* from /m);
    }
  });
});

describe('the workflow bundle', () => {
  const copy = mkdtempSync(join(tmpdir(), 'trellis-bundle-'));
  beforeAll(() => {
    for (const part of ['shared', 'engine']) {
      const without = (path: string) => !/node_modules|\.cache/.test(path.slice(root.length));
      cpSync(join(root, part), join(copy, part), { recursive: true, filter: without });
    }
    // Everything from the real node_modules, except that @trellis/* is the copy.
    mkdirSync(join(copy, 'node_modules/@trellis'), { recursive: true });
    for (const name of readdirSync(join(root, 'node_modules')))
      if (name !== '@trellis' && !name.startsWith('.'))
        symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
    for (const part of ['shared', 'engine']) symlinkSync(join(copy, part), join(copy, 'node_modules/@trellis', part));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const bundle = async () => {
    const { code } = await bundleWorkflowCode({ workflowsPath: join(copy, ISOLATE, 'lead-run.ts'), logger });
    return sha256(code);
  };

  it('is the same, byte for byte, with another node type', async () => {
    const before = await bundle();
    const registry = join(copy, 'shared/src/nodes/registry.ts');
    cpSync(join(copy, 'shared/src/nodes/end'), join(copy, 'shared/src/nodes/full-stop'), { recursive: true });
    const definition = join(copy, 'shared/src/nodes/full-stop/definition.ts');
    writeFileSync(definition, readFileSync(definition, 'utf8').replace("type: 'end'", "type: 'full-stop'"));
    const lines = readFileSync(registry, 'utf8');
    const line = "  'full-stop': { definition: () => import('./full-stop/definition.ts') },\n";
    writeFileSync(registry, lines.replace(/\n};\s*$/, `\n${line}};\n`));
    expect(readFileSync(registry, 'utf8')).toContain(line);
    expect(await bundle()).toBe(before);
  });

  it('changes with the isolate itself', async () => {
    const before = await bundle();
    const loop = join(copy, ISOLATE, 'loop.ts');
    writeFileSync(loop, readFileSync(loop, 'utf8').replace("'start'", "'begin' as 'start'"));
    expect(await bundle()).not.toBe(before);
  });

  it('knows no node type, no schema language, no plan', async () => {
    const { code } = await bundleIsolate();
    for (const foreign of ['send-email', 'wait-for-event', 'zod', 'temporal-polyfill', 'shared/src'])
      expect(code.includes(foreign), `the bundle mentions ${foreign}`).toBe(false);
  });
});
