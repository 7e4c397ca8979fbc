import type { Clock, Workspace } from '@trellis/shared/api/workspace.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { writeAudit } from '../../db/queries/audit.ts';
import { readClock, toWorkspaceTime, type WorkspaceClock } from '../../db/queries/clock.ts';
import { changeClock, readWorkspace, updateWorkspace } from '../../db/queries/workspaces.ts';
import { isTimeZone } from '../../intake/traits.ts';
import { readAddress } from '../../messages/address.ts';
import { mailTest } from '../account-mails.ts';
import { member } from '../context.ts';
import { invalidInput } from '../invalid-input.ts';

const get = member.workspace.get.handler(({ context }) =>
  context.services.db.inWorkspace(context.workspaceId, describe),
);

const update = member.workspace.update.handler(async ({ context, input }) => {
  const { name, timeZone, sender = {} } = input;
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw invalidInput(['timeZone'], `"${timeZone}" is not a time zone: give an IANA name such as Europe/Berlin.`);
  }
  for (const field of ['address', 'replyTo'] as const) {
    const address = sender[field];
    if (address && readAddress(address) === undefined)
      throw invalidInput(['sender', field], 'This is not one plain email address, such as hanna@example.com.');
  }
  const workspace = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    await updateWorkspace(tx, {
      name,
      timeZone,
      senderName: sender.name,
      senderAddress: sender.address,
      replyTo: sender.replyTo,
      postalAddress: sender.postalAddress,
    });
    await writeAudit(tx, {
      actor: context.user.id,
      action: 'workspace.update',
      subjectKind: 'workspace',
      subjectId: tx.workspaceId,
      change: input,
    });
    return describe(tx);
  });
  context.services.announcer.announce(context.workspaceId, ['workspace']);
  return workspace;
});

const clock = member.workspace.clock.handler(({ context }) =>
  context.services.db.inWorkspace(context.workspaceId, clockOf),
);

const setClock = member.workspace.setClock.handler(async ({ context, input, errors }) => {
  const { version, factor, reason } = input;
  const { changed, clock: present } = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const done = await changeClock(tx, { version, factor });
    if (done) {
      const entry = {
        actor: context.user.id,
        action: 'workspace.clock',
        subjectKind: 'workspace' as const,
        subjectId: tx.workspaceId,
      };
      await writeAudit(tx, { ...entry, reason, change: { factor, version: version + 1 } });
    }
    return { changed: done, clock: await clockOf(tx) };
  });
  if (!changed) throw errors['clock-changed']({ data: { clock: present } });
  context.services.clockChanged(context.workspaceId);
  context.services.announcer.announce(context.workspaceId, ['workspace']);
  return present;
});

const testMail = member.workspace.testMail.handler(async ({ context, errors }) => {
  const { services, workspaceId, user } = context;
  if (user.email === '')
    throw errors['mail-refused']({
      message: 'An API key has no mail address to send a test to: sign in and ask for it as a person.',
      data: { code: 'no-address' },
    });
  const { sender, name } = await services.db.inWorkspace(workspaceId, readWorkspace);
  const sent = await mailTest(services, { workspaceId, to: user.email, sender, workspace: name });
  if (!sent.accepted) throw errors['mail-refused']({ data: { code: sent.code } });
  await services.db.inWorkspace(workspaceId, (tx) =>
    writeAudit(tx, { actor: user.id, action: 'mail.test', subjectKind: 'workspace', subjectId: workspaceId }),
  );
  return { to: user.email };
});

export const workspace = { get, update, clock, setClock, testMail };

async function describe(tx: WorkspaceTx): Promise<Workspace> {
  const { clock: map, real, ...row } = await readWorkspace(tx);
  return { ...row, sandbox: map.factor !== 1, clock: toClock(map, real) };
}

async function clockOf(tx: WorkspaceTx): Promise<Clock> {
  const { clock: map, real } = await readClock(tx, tx.workspaceId);
  return toClock(map, real);
}

function toClock(map: WorkspaceClock, real: number): Clock {
  const text = (ms: number) => new Date(ms).toISOString();
  return {
    version: map.version,
    factor: map.factor,
    anchor: text(map.anchor),
    anchorReal: text(map.anchorReal),
    now: text(toWorkspaceTime(map, real)),
    real: text(real),
  };
}
