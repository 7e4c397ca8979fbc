import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { extractFile } from './archive.ts';

const content = Buffer.concat([Buffer.from('a binary '.repeat(1000)), randomBytes(1000)]);

describe('extractFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trellis-archive-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function tarball(): Buffer {
    for (const [name, bytes] of [
      ['LICENSE', Buffer.from('free')],
      ['temporal', content],
    ] as const) {
      writeFileSync(join(folder, name), bytes);
    }
    execFileSync('tar', ['-czf', join(folder, 'it.tar.gz'), '-C', folder, 'LICENSE', 'temporal']);
    return readFileSync(join(folder, 'it.tar.gz'));
  }

  it('finds a file behind others in a .tar.gz made by tar', () => {
    expect(extractFile(tarball(), (path) => path === 'temporal')).toEqual(content);
  });

  it.each(['deflated', 'stored'] as const)('finds a %s file behind others in a .zip', (how) => {
    const zip = zipOf(
      [
        ['x.dist-info/METADATA', Buffer.from('Name: x')],
        ['x.data/scripts/temporal', content],
      ],
      how,
    );
    expect(extractFile(zip, (path) => path.endsWith('/scripts/temporal'))).toEqual(content);
  });

  it('refuses an archive without the file, and bytes that are no archive', () => {
    expect(() => extractFile(tarball(), (path) => path === 'other')).toThrow('does not hold');
    expect(() => extractFile(zipOf([['a', content]], 'stored'), (path) => path === 'b')).toThrow('does not hold');
    expect(() => extractFile(Buffer.from('<html>Proxy login</html>'), () => true)).toThrow('neither a zip nor a gzip');
  });
});

/** A zip file with the fields our reader and any other looks at; checksums are left out. */
function zipOf(files: [path: string, content: Buffer][], how: 'deflated' | 'stored'): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, bytes] of files) {
    const packed = how === 'deflated' ? deflateRawSync(bytes) : bytes;
    const name = Buffer.from(path);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(how === 'deflated' ? 8 : 0, 8);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(how === 'deflated' ? 8 : 0, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, name, packed);
    directory.push(entry, name);
    offset += local.length + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}
