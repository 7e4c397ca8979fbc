import type { Pause, PauseChannel } from '@trellis/shared/api/pauses.ts';
import { MAY_DRAW, MAY_GOVERN, MAY_OPERATE, type Role } from '@trellis/shared/api/roles.ts';
import type { TFunction } from 'i18next';

/** Something that can be paused and resumed as a whole. A single run has its own actions. */
export type PauseSubject =
  | { level: 'workspace' }
  | { level: 'channel'; channel: PauseChannel }
  | { level: 'workflow'; workflowId: string; name: string }
  | { level: 'version'; workflowId: string; versionId: string; number: number }
  | { level: 'node'; workflowId: string; nodeId: string; name: string }
  | { level: 'lead'; leadId: string; name: string };

/** Who may pause and resume it. */
export const MAY_PAUSE: Record<PauseSubject['level'], readonly Role[]> = {
  workspace: MAY_GOVERN,
  channel: MAY_GOVERN,
  workflow: MAY_DRAW,
  version: MAY_DRAW,
  node: MAY_DRAW,
  lead: MAY_OPERATE,
};

/** What a pause lies on, as something to act on; undefined where it is not told. */
export function subjectOf({ level, channel, workflow, version, node, lead }: Pause): PauseSubject | undefined {
  if (level === 'workspace') return { level };
  if (level === 'channel') return channel ? { level, channel } : undefined;
  if (level === 'lead') return lead ? { level, leadId: lead.id, name: lead.name } : undefined;
  if (!workflow) return undefined;
  if (level === 'workflow') return { level, workflowId: workflow.id, name: workflow.name };
  if (level === 'version')
    return version ? { level, workflowId: workflow.id, versionId: version.id, number: version.number } : undefined;
  return node ? { level, workflowId: workflow.id, nodeId: node.id, name: node.name } : undefined;
}

/** Its name within a sentence: everything, email, v7, “Welcome”. */
export function nameOf(subject: PauseSubject, t: TFunction): string {
  switch (subject.level) {
    case 'workspace':
      return t('pauses.names.workspace');
    case 'channel':
      return t(`pauses.names.${subject.channel}`);
    case 'version':
      return t('pauses.names.version', { number: subject.number });
    case 'workflow':
    case 'node':
    case 'lead':
      return t(`pauses.names.${subject.level}`, { name: subject.name });
    default:
      return subject satisfies never;
  }
}

/** The pause that lies on this very thing. */
export function pauseOn(pauses: readonly Pause[], subject: PauseSubject): Pause | undefined {
  return pauses.find(({ level, channel, workflow, version, node, lead }) => {
    if (level !== subject.level) return false;
    switch (subject.level) {
      case 'workspace':
        return true;
      case 'channel':
        return channel === subject.channel;
      case 'workflow':
        return workflow?.id === subject.workflowId;
      case 'version':
        return version?.id === subject.versionId;
      case 'node':
        return workflow?.id === subject.workflowId && node?.id === subject.nodeId;
      case 'lead':
        return lead?.id === subject.leadId;
      default:
        return subject satisfies never;
    }
  });
}
