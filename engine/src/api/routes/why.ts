import { askWhy } from '../../reports/why.ts';
import { member } from '../context.ts';

const ask = member.why.ask.handler(async ({ context, input, errors }) => {
  const { db, catalog } = context.services;
  const told = await db.inWorkspace(context.workspaceId, (tx) => askWhy(tx, catalog, input));
  if (!told) throw errors['not-found']();
  return told;
});

export const why = { ask };
