import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { readKept, writeKept } from './kept-file.ts';

/** Ports are drawn below 32768, where Linux begins to hand out ports to outgoing connections: a kept port stays ours. */
const LOWEST = 15_000;
const HIGHEST = 32_000;
const ATTEMPTS = 200;

/** True when a server can listen on this TCP port of 127.0.0.1. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Draws a free TCP port of 127.0.0.1. */
export async function drawFreePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`found no free TCP port of 127.0.0.1 between ${LOWEST} and ${HIGHEST} in ${ATTEMPTS} attempts`);
}

/**
 * The port kept in `file`, or a newly drawn and kept one when there is none or another process took it meanwhile.
 * Keeping it makes two checkouts live side by side and every start of one checkout look the same.
 */
export async function keptPort(file: string): Promise<number> {
  const kept = Number(await readKept(file));
  if (Number.isInteger(kept) && kept > 0 && (await isPortFree(kept))) return kept;
  return renewPort(file);
}

/** Draws another port and keeps it in `file`. */
export async function renewPort(file: string): Promise<number> {
  const port = await drawFreePort();
  await writeKept(file, String(port));
  return port;
}
