import type { AttributeKind } from '../lead/lead.ts';

/** Events that Trellis makes by itself, with their properties: known before the first one happened. */
export const OWN_EVENTS: readonly { name: string; properties: readonly { name: string; kind: AttributeKind }[] }[] = [
  {
    name: 'email.clicked',
    properties: [
      { name: 'tag', kind: 'text' },
      { name: 'url', kind: 'text' },
      { name: 'step', kind: 'text' },
      { name: 'stepName', kind: 'text' },
      { name: 'subject', kind: 'text' },
      { name: 'workflowName', kind: 'text' },
    ],
  },
  {
    name: 'email.opened',
    properties: [
      { name: 'step', kind: 'text' },
      { name: 'stepName', kind: 'text' },
      { name: 'subject', kind: 'text' },
      { name: 'workflowName', kind: 'text' },
    ],
  },
  { name: 'email.unsubscribed', properties: [{ name: 'step', kind: 'text' }] },
  {
    name: 'email.replied',
    properties: [
      { name: 'text', kind: 'text' },
      { name: 'step', kind: 'text' },
      { name: 'stepName', kind: 'text' },
      { name: 'subject', kind: 'text' },
    ],
  },
  {
    name: 'email.bounced',
    properties: [
      { name: 'kind', kind: 'text' },
      { name: 'code', kind: 'text' },
      { name: 'step', kind: 'text' },
    ],
  },
  { name: 'email.complained', properties: [{ name: 'step', kind: 'text' }] },
  {
    name: 'sms.replied',
    properties: [
      { name: 'text', kind: 'text' },
      { name: 'step', kind: 'text' },
    ],
  },
  { name: 'sms.stopped', properties: [{ name: 'text', kind: 'text' }] },
  {
    name: 'form.submitted',
    properties: [
      { name: 'form', kind: 'text' },
      { name: 'formId', kind: 'text' },
    ],
  },
  {
    name: 'form.confirmed',
    properties: [
      { name: 'form', kind: 'text' },
      { name: 'formId', kind: 'text' },
    ],
  },
  {
    name: 'page',
    properties: [
      { name: 'path', kind: 'text' },
      { name: 'url', kind: 'text' },
      { name: 'name', kind: 'text' },
    ],
  },
  { name: 'identify', properties: [] },
  { name: 'lead.created', properties: [] },
];
