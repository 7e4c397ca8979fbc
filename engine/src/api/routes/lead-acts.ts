import { writeAudit } from '../../db/queries/audit.ts';
import { readLeadBelongings } from '../../db/queries/lead-export.ts';
import { readLead } from '../../db/queries/leads.ts';
import { survivorOf } from '../../db/queries/merge.ts';
import { readWorkflow } from '../../db/queries/workflows.ts';
import { eraseLead } from '../../leads/erase.ts';
import { enrolLead } from '../../routing/enrol.ts';
import { member } from '../context.ts';
import { hashOf, toLead } from '../lead-view.ts';

/** Takes a dry try back: what would be written was decided by exactly the same rules. */
class DryEnd extends Error {}

export const enrolMany = member.leads.enrolMany.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const { leadIds, workflowId, dry, reason } = input;
  let entered = 0;
  const refused = new Map<string, { code: string; text: string; count: number }>();
  const known = await services.db
    .inWorkspace(workspaceId, async (tx) => {
      if (!(await readWorkflow(tx, workflowId))) return false;
      // By id, as everybody locks leads.
      for (const leadId of [...new Set(leadIds)].sort()) {
        const answer = await enrolLead(tx, { leadId, workflowId, actor: user.id, ...(reason ? { reason } : {}) });
        if (answer.kind === 'started') entered += 1;
        else {
          const before = refused.get(answer.code)?.count ?? 0;
          refused.set(answer.code, { code: answer.code, text: answer.text, count: before + 1 });
        }
      }
      if (dry) throw new DryEnd();
      return true;
    })
    .catch((error: unknown) => {
      if (error instanceof DryEnd) return true;
      throw error;
    });
  if (!known) throw errors['not-found']();
  if (!dry && entered > 0) {
    services.nudge();
    services.announcer.announce(workspaceId, ['runs', 'leads']);
  }
  return { dry, entered, refused: [...refused.values()].sort((a, b) => b.count - a.count) };
});

export const exportOne = member.leads.exportOne.handler(async ({ context, input, errors }) => {
  const found = await context.services.db.inWorkspace(context.workspaceId, async (tx) => {
    const leadId = await survivorOf(tx, input.leadId);
    const lead = await readLead(tx, leadId, hashOf(context));
    if (!lead) return null;
    await writeAudit(tx, { actor: context.user.id, action: 'lead.export', subjectKind: 'lead', subjectId: leadId });
    return { lead: toLead(lead), ...(await readLeadBelongings(tx, leadId)) };
  });
  if (!found) throw errors['not-found']();
  return found;
});

export const erase = member.leads.erase.handler(async ({ context, input, errors }) => {
  const { services, workspaceId, user } = context;
  const done = await eraseLead(services, { workspaceId, ...input, actor: user.id });
  if (!done) throw errors['not-found']();
  services.nudge();
  services.announcer.announce(workspaceId, ['runs', 'leads', 'events', 'mailbox']);
  return done;
});
