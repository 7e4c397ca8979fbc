import { ORPCError } from '@orpc/server';
import type { Secret } from '@trellis/shared/api/secrets.ts';
import { uuidv7 } from 'uuidv7';
import type { WorkspaceTx } from '../../db/client.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import { deleteSecret, insertSecret, listSecrets, replaceSecret, type SecretRow } from '../../db/queries/secrets.ts';
import { member } from '../context.ts';
import { peopleOf } from '../people.ts';
import type { ApiServices } from '../services.ts';

const list = member.secrets.list.handler(async ({ context }) => {
  const rows = await context.services.db.inWorkspace(context.workspaceId, listSecrets);
  return { items: await describe(context.services, rows) };
});

const create = member.secrets.create.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const id = uuidv7();
  const sealed = services.sealer.seal(input.value, { purpose: 'secret', workspaceId, rowId: id });
  const row = await services.db.inWorkspace(workspaceId, async (tx) => {
    const { keyId } = services.sealer;
    const made = await insertSecret(tx, { id, name: input.name, keyId, sealed, by: user.id });
    if (made) await audit(tx, user.id, 'secret.create', made);
    return made;
  });
  if (!row) throw errors['secret-exists']({ message: `There is a secret named ${input.name}: give it another value.` });
  return told(services, workspaceId, row);
});

const replace = member.secrets.replace.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const { secretId, value } = input;
  const sealed = services.sealer.seal(value, { purpose: 'secret', workspaceId, rowId: secretId });
  const row = await services.db.inWorkspace(workspaceId, async (tx) => {
    const changed = await replaceSecret(tx, { id: secretId, keyId: services.sealer.keyId, sealed, by: user.id });
    if (changed) await audit(tx, user.id, 'secret.replace', changed);
    return changed;
  });
  if (!row) throw errors['not-found']();
  return told(services, workspaceId, row);
});

const remove = member.secrets.remove.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const row = await services.db.inWorkspace(workspaceId, async (tx) => {
    const gone = await deleteSecret(tx, input.secretId);
    if (gone) await audit(tx, user.id, 'secret.remove', gone);
    return gone;
  });
  if (!row) throw errors['not-found']();
  return told(services, workspaceId, row);
});

export const secrets = { list, create, replace, remove };

/** Its name is noted, its value nowhere. */
function audit(tx: WorkspaceTx, actor: string, action: string, { id, name }: SecretRow) {
  return writeAudit(tx, { actor, action, subjectKind: 'secret', subjectId: id, change: { name } });
}

async function told(services: ApiServices, workspaceId: string, row: SecretRow): Promise<Secret> {
  services.announcer.announce(workspaceId, ['keys']);
  const [described] = await describe(services, [row]);
  if (!described) throw new ORPCError('not-found', { status: 404, message: 'There is nothing with this id.' });
  return described;
}

async function describe({ db }: ApiServices, rows: readonly SecretRow[]): Promise<Secret[]> {
  const people = await peopleOf(
    db,
    rows.flatMap(({ createdBy, changedBy }) => [createdBy, changedBy]),
  );
  return rows.map((row) => ({ ...row, createdBy: people(row.createdBy), changedBy: people(row.changedBy) }));
}
