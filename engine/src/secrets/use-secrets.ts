import type { Database } from '../db/client.ts';
import { listSecrets, takeSecrets } from '../db/queries/secrets.ts';
import type { Sealer } from './sealer.ts';

/** `secrets.name` inside a template; a name that is made up at run time is given nothing. */
const NAMED = /\bsecrets\.([a-z][a-z0-9_]{0,49})(?![a-z0-9_])/g;

/** Names of all secrets of a workspace. */
export async function secretNames(db: Pick<Database, 'inWorkspace'>, workspaceId: string): Promise<string[]> {
  return (await db.inWorkspace(workspaceId, listSecrets)).map(({ name }) => name);
}

/** Names of the secrets that texts with Liquid ask for, each once. */
export function secretsNamed(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(NAMED)].map(([, name = '']) => name)))];
}

/**
 * The values of these secrets, by name, read at the moment of their use; those that do not exist are absent. Only for what leaves at once: they are
 * never to be kept, logged or answered. @throws SealFault
 */
export async function openSecrets(
  { db, sealer }: { db: Pick<Database, 'inWorkspace'>; sealer: Sealer },
  workspaceId: string,
  names: readonly string[],
): Promise<Record<string, string>> {
  if (names.length === 0) return {};
  const rows = await db.inWorkspace(workspaceId, (tx) => takeSecrets(tx, names));
  return Object.fromEntries(
    rows.map(({ id, name, sealed }) => [name, sealer.open(sealed, { purpose: 'secret', workspaceId, rowId: id })]),
  );
}

/** An answer may be JSON that repeats a body of JSON, as text in text. */
const NESTED = 3;

function escapedSoOften(value: string, times: number): string[] {
  const texts = [value];
  for (let n = 0; n < times; n++) texts.push(JSON.stringify(texts[n]).slice(1, -1));
  return texts;
}

/** A text from outside in which each of these values, however it was written there, stands as `[secret]`: an address may repeat what it was sent. */
export function withoutSecrets(text: string, values: readonly string[]): string {
  const written = values.flatMap((value) => [
    ...escapedSoOften(value, NESTED),
    encodeURIComponent(value),
    new URLSearchParams({ '': value }).toString().slice(1),
    Buffer.from(value).toString('base64'),
  ]);
  // The longest first, so that none is cut by one that it holds.
  return [...new Set(written)]
    .sort((a, b) => b.length - a.length)
    .reduce((clean, one) => clean.replaceAll(one, '[secret]'), text);
}
