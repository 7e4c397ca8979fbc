import type { ApiKey, WriteKey } from '@trellis/shared/api/keys.ts';
import { type ApiKeyRow, insertApiKey, listApiKeys, revokeApiKey } from '../../db/queries/api-keys.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import { readClock } from '../../db/queries/clock.ts';
import { insertKey, type KeyRow, listKeys, revokeKey } from '../../db/queries/keys.ts';
import { KEYS_CHANNEL } from '../../intake/write-keys.ts';
import { newApiKey } from '../api-key.ts';
import { member } from '../context.ts';
import { peopleOf } from '../people.ts';
import type { ApiServices } from '../services.ts';
import { newWriteKey } from '../set-up.ts';

const list = member.keys.list.handler(async ({ context }) => {
  const rows = await context.services.db.inWorkspace(context.workspaceId, listKeys);
  return { items: await describe(context.services, rows) };
});

const create = member.keys.create.handler(async ({ context, input }) => {
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const { clock } = await readClock(tx, tx.workspaceId);
    const made = await insertKey(tx, {
      name: input.name,
      key: newWriteKey(clock.factor !== 1),
      createdBy: context.user.id,
    });
    await writeAudit(tx, {
      actor: context.user.id,
      action: 'key.create',
      subjectKind: 'key',
      subjectId: made.id,
      change: { name: input.name },
    });
    return made;
  });
  context.services.announcer.announce(context.workspaceId, ['keys']);
  return one(await describe(context.services, [row]));
});

const revoke = member.keys.revoke.handler(async ({ context, input, errors }) => {
  const row = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const revoked = await revokeKey(tx, input.keyId);
    if (revoked)
      await writeAudit(tx, { actor: context.user.id, action: 'key.revoke', subjectKind: 'key', subjectId: revoked.id });
    return revoked;
  });
  if (!row) throw errors['not-found']();
  // Every process forgets it; should this fail, the key stops by itself within a second.
  await context.services.db.notify(KEYS_CHANNEL, '').catch(() => undefined);
  context.services.announcer.announce(context.workspaceId, ['keys']);
  return one(await describe(context.services, [row]));
});

const listApi = member.keys.listApi.handler(async ({ context }) => {
  const rows = await context.services.db.inWorkspace(context.workspaceId, listApiKeys);
  return { items: await describeApi(context.services, rows) };
});

const createApi = member.keys.createApi.handler(async ({ context, input }) => {
  const { services, workspaceId, user } = context;
  const { key, row } = await services.db.inWorkspace(workspaceId, async (tx) => {
    const { clock } = await readClock(tx, tx.workspaceId);
    const { key, hash, hint } = newApiKey(clock.factor !== 1);
    const made = await insertApiKey(tx, { ...input, hash, hint, createdBy: user.id });
    await writeAudit(tx, {
      actor: user.id,
      action: 'key.create',
      subjectKind: 'key',
      subjectId: made.id,
      change: { ...input },
    });
    return { key, row: made };
  });
  services.announcer.announce(workspaceId, ['keys']);
  return { ...one(await describeApi(services, [row])), key };
});

const revokeApi = member.keys.revokeApi.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const row = await services.db.inWorkspace(workspaceId, async (tx) => {
    const revoked = await revokeApiKey(tx, input.keyId);
    if (revoked)
      await writeAudit(tx, { actor: user.id, action: 'key.revoke', subjectKind: 'key', subjectId: revoked.id });
    return revoked;
  });
  if (!row) throw errors['not-found']();
  services.announcer.announce(workspaceId, ['keys']);
  return one(await describeApi(services, [row]));
});

export const keys = { list, create, revoke, listApi, createApi, revokeApi };

async function describeApi({ db }: ApiServices, rows: readonly ApiKeyRow[]): Promise<ApiKey[]> {
  const people = await peopleOf(
    db,
    rows.map(({ createdBy }) => createdBy),
  );
  return rows.map((row) => ({ ...row, createdBy: people(row.createdBy) }));
}

async function describe({ db }: ApiServices, rows: readonly KeyRow[]): Promise<WriteKey[]> {
  const people = await peopleOf(
    db,
    rows.map(({ createdBy }) => createdBy),
  );
  return rows.map((row) => ({ ...row, kind: 'write' as const, createdBy: people(row.createdBy) }));
}

function one<Key>(described: Key[]): Key {
  const [key] = described;
  if (!key) throw new Error('A key was described as nothing.');
  return key;
}
