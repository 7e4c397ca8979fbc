import { matchingLeads } from '../../reports/matching-leads.ts';
import { member } from '../context.ts';

const matches = member.conditions.matches.handler(({ context, input }) =>
  context.services.db.inWorkspace(context.workspaceId, (tx) => matchingLeads(tx, input.condition)),
);

export const conditions = { matches };
