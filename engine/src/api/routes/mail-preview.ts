import { readLead } from '../../db/queries/leads.ts';
import { readWorkspace } from '../../db/queries/workspaces.ts';
import { mailTemplate } from '../../messages/mail-template.ts';
import { plainText } from '../../messages/plain-text.ts';
import type { RenderFault } from '../../messages/render/template.ts';
import { addressHashOf } from '../../messages/send-mail.ts';
import { member } from '../context.ts';

/** Stands in for a lead where none is chosen. */
const SAMPLE = {
  firstName: 'Aino',
  lastName: 'Virtanen',
  company: 'Lahti Logistics Oy',
  email: 'aino.virtanen@lahti-logistics.example',
};

const preview = member.mail.preview.handler(async ({ context, input, errors }) => {
  const { db, renderer, secret } = context.services;
  const { leadId, subject, preheader, body } = input;
  const { lead, workspace } = await db.inWorkspace(context.workspaceId, async (tx) => ({
    lead: leadId ? await readLead(tx, leadId, (address) => addressHashOf(secret, context.workspaceId, address)) : null,
    workspace: await readWorkspace(tx),
  }));
  if (leadId && !lead) throw errors['not-found']();
  const { sender, name } = workspace;
  const facts = lead
    ? { ...lead.attributes, email: lead.lead.email, phone: lead.phone, timeZone: lead.timeZone, tags: lead.tags }
    : SAMPLE;
  const rendered = await renderer.render({
    subject,
    html: mailTemplate(body),
    ...(preheader ? { preheader } : {}),
    data: {
      lead: facts,
      trigger: {},
      run: {},
      output: {},
      workflow: { name },
      sender: { name: sender.name || name, footer: [name, sender.postalAddress].filter(Boolean).join(', ') },
      mail: { subject, preheader: preheader ?? ' ' },
      unsubscribe_url: '#',
    },
    timeZone: lead?.timeZone ?? workspace.timeZone,
  });
  if (rendered.kind === 'fault')
    throw errors['template-failed']({ message: faultWords(rendered), data: { code: rendered.code } });
  const to = lead?.lead.email ?? SAMPLE.email;
  const from = sender.address ? `${sender.name || name} <${sender.address}>` : sender.name || name;
  return { subject: rendered.subject, html: rendered.html, text: plainText(rendered.html), from, to };
});

export const mail = { preview };

function faultWords(fault: RenderFault): string {
  switch (fault.code) {
    case 'variable_missing': {
      const missing = fault.missing.map(({ variable, part, line }) => `${variable} (${part}, line ${line})`).join(', ');
      return `This lead has no ${missing}. Give it one, or a fallback in the text: {{ … | default: "there" }}.`;
    }
    case 'template_invalid':
      return fault.problems
        .map(({ part, line, column, message }) => `${part}, line ${line}, column ${column}: ${message}`)
        .join(' ');
    default:
      return `The mail could not be rendered (${fault.code.replaceAll('_', ' ')}): make the template smaller or simpler.`;
  }
}
