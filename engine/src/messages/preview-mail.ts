import type { LeadSnapshot } from '@trellis/shared/lead/lead.ts';
import type { Database } from '../db/client.ts';
import { readSender } from '../db/queries/ledger.ts';
import { readLead } from '../db/queries/run-locks.ts';
import { mailTemplate, withHeadLines } from './mail-template.ts';
import { plainText } from './plain-text.ts';
import type { Renderer } from './render/renderer.ts';
import { mailData } from './send-mail.ts';

export interface PreviewRequest {
  workspaceId: string;
  /** Absent: a sample lead. */
  leadId?: string;
  subject: string;
  preheader?: string;
  body: string;
}

export type Preview =
  | { subject: string; html: string; text: string; from: string; to: string }
  | { failed: string; text: string };

/** Renders a mail as the lead would get it. Links are not tracked, nothing is sent or kept. */
export async function previewMail(
  deps: { db: Pick<Database, 'inWorkspace'>; renderer: Renderer; defaultSender: string },
  request: PreviewRequest,
): Promise<Preview> {
  const { sender, found } = await deps.db.inWorkspace(request.workspaceId, async (tx) => ({
    sender: await readSender(tx),
    found: request.leadId ? await readLead(tx, request.leadId) : null,
  }));
  const lead = found ?? SAMPLE;
  const context = {
    node: { id: 'preview', name: 'Preview' },
    key: 'preview',
    attempt: 1,
    lead,
    trigger: null,
    run: { id: 'preview', workflowName: 'Preview', variables: {}, outputs: {} },
  };
  const mail = {
    subject: request.subject,
    body: request.body,
    port: 'next',
    ...(request.preheader ? { preheader: request.preheader } : {}),
  };
  const rendered = await deps.renderer.render({
    subject: mail.subject,
    html: mailTemplate(mail.body),
    ...(mail.preheader ? { preheader: mail.preheader } : {}),
    data: mailData({ sender }, context, sender.name, '#'),
    timeZone: lead.timeZone ?? 'UTC',
  });
  if (rendered.kind === 'fault') {
    const text =
      rendered.code === 'variable_missing'
        ? `${lead.attributes.firstName ?? 'The lead'} has no ${rendered.missing.map(({ variable }) => variable).join(', ')}`
        : rendered.code === 'template_invalid'
          ? rendered.problems.map(({ message, line }) => `${message} (line ${line})`).join(' ')
          : `The text could not be rendered (${rendered.code})`;
    return { failed: rendered.code, text };
  }
  const html = withHeadLines(rendered.html, rendered);
  return {
    subject: rendered.subject,
    html,
    text: plainText(html),
    from: `${sender.name} <${sender.address || deps.defaultSender}>`,
    to: lead.email ?? '',
  };
}

const SAMPLE: LeadSnapshot = {
  id: 'sample',
  email: 'aino.virtanen@lahti-logistics.example',
  timeZone: 'Europe/Helsinki',
  attributes: { firstName: 'Aino', lastName: 'Virtanen', company: 'Lahti Logistics Oy' },
  tags: [],
  consent: { email: 'opted-in' },
  createdAt: '2026-01-01T00:00:00.000Z',
};
