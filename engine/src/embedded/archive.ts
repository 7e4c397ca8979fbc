import { gunzipSync, inflateRawSync } from 'node:zlib';

/*
 * Takes one file out of a .zip (a Python wheel is one) or a .tar.gz, so that unpacking needs no program and no package.
 * Formats: APPNOTE.TXT 6.3 (no zip64: our archives stay far below 4 GiB) and POSIX ustar.
 */

const ZIP_END = 0x06054b50;
const ZIP_ENTRY = 0x02014b50;
const TAR_BLOCK = 512;

/** The bytes of the only entry whose path `matches`; throws when the archive is damaged or has no such entry. */
export function extractFile(archive: Buffer, matches: (path: string) => boolean): Buffer {
  const isGzip = archive.length > 2 && archive[0] === 0x1f && archive[1] === 0x8b;
  const found = isGzip ? fromTar(gunzipSync(archive), matches) : fromZip(archive, matches);
  if (!found) throw new Error('the archive does not hold the file looked for');
  return found;
}

function fromZip(archive: Buffer, matches: (path: string) => boolean): Buffer | undefined {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== ZIP_END) throw new Error('the archive is neither a zip nor a gzip file');
  const entries = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < entries; index++) {
    if (archive.readUInt32LE(at) !== ZIP_ENTRY) throw new Error('the directory of the zip file is damaged');
    const method = archive.readUInt16LE(at + 10);
    const packedSize = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    const path = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (matches(path)) {
      const data = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const packed = archive.subarray(data, data + packedSize);
      return method === 0 ? packed : inflateRawSync(packed);
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return undefined;
}

function fromTar(tar: Buffer, matches: (path: string) => boolean): Buffer | undefined {
  for (let at = 0; at + TAR_BLOCK <= tar.length && tar[at] !== 0; ) {
    const path = textUntilNul(tar.subarray(at, at + 100));
    const size = Number.parseInt(textUntilNul(tar.subarray(at + 124, at + 136)).trim(), 8);
    if (!Number.isInteger(size)) throw new Error('a header of the tar file is damaged');
    const data = at + TAR_BLOCK;
    if (matches(path)) return tar.subarray(data, data + size);
    at = data + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  }
  return undefined;
}

function textUntilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}
