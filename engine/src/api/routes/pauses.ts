import type { Pause, PauseLevel } from '@trellis/shared/api/pauses.ts';
import { PAUSE_CHANNELS } from '@trellis/shared/api/pauses.ts';
import { MAY_DRAW, MAY_GOVERN, MAY_OPERATE, type Role } from '@trellis/shared/api/roles.ts';
import type { WorkspaceTx } from '../../db/client.ts';
import { readLeadRef } from '../../db/queries/leads.ts';
import { survivorOf } from '../../db/queries/merge.ts';
import { listPauses, lockPause, type PauseRow, type PauseSubject } from '../../db/queries/pauses.ts';
import { readVersion } from '../../db/queries/publishing.ts';
import { readWorkflow } from '../../db/queries/workflows.ts';
import { type PauseRequest, pause, resume as resumePause } from '../../pauses/pause.ts';
import { previewResume } from '../../pauses/preview.ts';
import { type MemberContext, member, type RequestContext } from '../context.ts';
import { peopleOf } from '../people.ts';

type Context = RequestContext & MemberContext;

const list = member.pauses.list.handler(async ({ context, input }) => {
  const rows = await inWorkspace(context, (tx) => listPauses(tx, input));
  return { items: await toPauses(context, rows) };
});

const pauseWorkspace = member.pauses.pauseWorkspace.handler(async ({ context, input, errors }) => {
  const subject = { level: 'workspace' as const, subjectId: context.workspaceId, name: '' };
  const answer = await put(context, async () => ({ ...subject, ...input }));
  if (answer?.kind === 'already') throw errors['already-paused']({ data: { pause: answer.pause } });
  if (!answer) throw errors['not-found']();
  return answer.pause;
});

const pauseChannel = member.pauses.pauseChannel.handler(async ({ context, input, errors }) => {
  const { channel, reason } = input;
  const subject = { level: 'channel' as const, subjectId: context.workspaceId, name: channel };
  const answer = await put(context, async () => ({ ...subject, reason }));
  if (answer?.kind === 'already') throw errors['already-paused']({ data: { pause: answer.pause } });
  if (!answer) throw errors['not-found']();
  return answer.pause;
});

const pauseVersion = member.pauses.pauseVersion.handler(async ({ context, input, errors }) => {
  const { workflowId, versionId, ...choices } = input;
  const answer = await put(context, async (tx) =>
    (await readVersion(tx, { workflowId, versionId }))
      ? { level: 'version', subjectId: versionId, name: '', ...choices }
      : null,
  );
  if (answer?.kind === 'already') throw errors['already-paused']({ data: { pause: answer.pause } });
  if (!answer) throw errors['not-found']();
  return answer.pause;
});

const pauseNode = member.pauses.pauseNode.handler(async ({ context, input, errors }) => {
  const { workflowId, nodeId, ...choices } = input;
  const answer = await put(context, async (tx) => {
    const workflow = await readWorkflow(tx, workflowId);
    const versionId = workflow?.currentVersionId;
    const version = versionId ? await readVersion(tx, { workflowId, versionId }) : null;
    const known = version && Object.hasOwn(version.plan.nodes, nodeId);
    return known ? { level: 'node', subjectId: workflowId, name: nodeId, ...choices } : null;
  });
  if (answer?.kind === 'already') throw errors['already-paused']({ data: { pause: answer.pause } });
  if (!answer) throw errors['not-found']();
  return answer.pause;
});

const pauseLead = member.pauses.pauseLead.handler(async ({ context, input, errors }) => {
  const { leadId: asked, ...choices } = input;
  const answer = await put(context, async (tx) => {
    const leadId = await survivorOf(tx, asked);
    return (await readLeadRef(tx, leadId)) ? { level: 'lead', subjectId: leadId, name: '', ...choices } : null;
  });
  if (answer?.kind === 'already') throw errors['already-paused']({ data: { pause: answer.pause } });
  if (!answer) throw errors['not-found']();
  return answer.pause;
});

const preview = member.pauses.preview.handler(async ({ context, input, errors }) => {
  const { plans } = context.services;
  const found = await inWorkspace(context, async (tx) => {
    const [row] = await listPauses(tx, { id: input.pauseId });
    return row ? { row, figures: await previewResume(tx, plans, row) } : null;
  });
  if (!found) throw errors['not-found']();
  return { pause: await toPause(context, found.row), ...found.figures };
});

const resume = member.pauses.resume.handler(async ({ context, input, errors }) => {
  const { pauseId, ...choices } = input;
  const found = await inWorkspace(context, async (tx) => {
    const open = await lockPause(tx, { id: pauseId });
    // A single run goes on by its own action.
    if (!open || open.level === 'run') return null;
    if (open.level === 'workflow' || !MAY_RESUME[open.level].includes(context.role)) return open;
    await resumePause(tx, { id: pauseId }, { ...choices, actor: context.user.id });
    return open;
  });
  if (!found) throw errors['not-found']();
  if (found.level === 'workflow') throw errors['resume-by-status']({ data: { workflowId: found.subjectId } });
  if (!MAY_RESUME[found.level].includes(context.role)) throw errors['not-allowed']();
  announce(context);
  return { id: pauseId };
});

export const pauses = { list, pauseWorkspace, pauseChannel, pauseVersion, pauseNode, pauseLead, preview, resume };

/** Whoever may pause a level may resume it. */
const MAY_RESUME: Record<PauseLevel, readonly Role[]> = {
  workspace: MAY_GOVERN,
  channel: MAY_GOVERN,
  workflow: MAY_DRAW,
  version: MAY_DRAW,
  node: MAY_DRAW,
  lead: MAY_OPERATE,
  run: MAY_OPERATE,
};

const inWorkspace = <T>({ services, workspaceId }: Context, work: (tx: WorkspaceTx) => Promise<T>): Promise<T> =>
  services.db.inWorkspace(workspaceId, work);

function announce({ services, workspaceId }: Context): void {
  services.nudge();
  services.announcer.announce(workspaceId, ['pauses', 'workspace', 'workflows', 'runs']);
}

/** Puts a pause on what was found. Undefined: there is no such thing. */
async function put(
  context: Context,
  find: (tx: WorkspaceTx) => Promise<(PauseSubject & Omit<PauseRequest, keyof PauseSubject | 'actor'>) | null>,
): Promise<{ kind: 'put' | 'already'; pause: Pause } | undefined> {
  const put = await inWorkspace(context, async (tx) => {
    const subject = await find(tx);
    if (!subject) return undefined;
    const id = await pause(tx, { ...subject, actor: context.user.id });
    const on = id ?? (await lockPause(tx, subject))?.id;
    const [row] = on ? await listPauses(tx, { id: on }) : [];
    return row && { kind: id ? ('put' as const) : ('already' as const), row };
  });
  if (!put) return undefined;
  if (put.kind === 'put') announce(context);
  return { kind: put.kind, pause: await toPause(context, put.row) };
}

async function toPause(context: Context, row: PauseRow): Promise<Pause> {
  const [one] = await toPauses(context, [row]);
  if (!one) throw new Error(`Pause ${row.id} could not be shown.`);
  return one;
}

async function toPauses({ services }: Context, rows: readonly PauseRow[]): Promise<Pause[]> {
  const people = await peopleOf(
    services.db,
    rows.map(({ actor }) => actor),
  );
  return rows.flatMap((row) => {
    const { id, level, subjectId, name, durations, entrants, since, reason, lead, workflowId, workflowName } = row;
    if (level === 'run') return [];
    return [
      {
        ...{ id, level, durations, entrants, since, reason, lead },
        workflow: workflowId && workflowName !== null ? { id: workflowId, name: workflowName } : null,
        version: level === 'version' && row.version !== null ? { id: subjectId, number: row.version } : null,
        node: level === 'node' ? { id: name, name: row.nodeName ?? name } : null,
        channel: PAUSE_CHANNELS.find((channel) => level === 'channel' && channel === name) ?? null,
        by: people(row.actor),
      },
    ];
  });
}
