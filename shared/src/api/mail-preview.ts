import { z } from 'zod';
import { id, notFound, route } from './base.ts';
import { MAY_READ } from './roles.ts';

const tags = ['Mail'];

/** Renders as the send would, with the workspace's sender and footer; nothing is sent, links are not tracked. */
const preview = route
  .route({ method: 'POST', path: '/mail-preview', summary: 'Render a mail for a lead', tags })
  .meta({ roles: MAY_READ })
  .errors({
    ...notFound,
    'template-failed': {
      status: 422,
      message: 'The template could not be rendered for this lead.',
      data: z.object({ code: z.string() }),
    },
  })
  .input(
    z.object({
      subject: z.string().max(998),
      preheader: z.string().max(500).optional(),
      body: z.string().max(200_000),
      /** A sample lead is used if left out. */
      leadId: id.optional(),
    }),
  )
  .output(z.object({ subject: z.string(), html: z.string(), text: z.string(), from: z.string(), to: z.string() }));

export const mail = { preview };
