import { z } from 'zod';
import { id, instant, pageInput, pageOf, route } from './base.ts';
import { MAY_READ, MAY_TEST } from './roles.ts';

const tags = ['Text messages'];

/** A text message of the local sink, as it went out or came in. Real time. */
export const smsSchema = z.object({
  id,
  leadId: id.nullable(),
  direction: z.enum(['in', 'out']),
  number: z.string(),
  text: z.string(),
  at: instant,
});

const list = route
  .route({ method: 'GET', path: '/sms', summary: 'Text messages of the sandbox, newest first', tags })
  .meta({ roles: MAY_READ })
  .input(z.object({ leadId: id.optional(), ...pageInput }))
  .output(pageOf(smsSchema));

/** What follows is what a lead's own text message would do; STOP takes consent away. */
const reply = route
  .route({ method: 'POST', path: '/sms/replies', summary: 'Answer as a lead, from its number', tags })
  .meta({ roles: MAY_TEST })
  .errors({ 'no-such-number': { status: 404, message: 'No lead has this number.' } })
  .input(z.object({ number: z.string().min(3).max(40), text: z.string().trim().min(1).max(1_530) }))
  .output(z.object({ leads: z.number().int(), consent: z.enum(['opted-in', 'opted-out']).nullable() }));

export const sms = { list, reply };
export type Sms = z.infer<typeof smsSchema>;
