import { ORPCError } from '@orpc/server';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { Router } from 'express';
import { z } from 'zod';
import { writeAudit } from '../db/queries/audit.ts';
import { type LeadCsvRow, readLeadLines } from '../db/queries/lead-export.ts';
import { listLeads } from '../db/queries/lead-list.ts';
import { csvLine } from '../imports/report.ts';
import { admit, type CallerContext } from './context.ts';
import { readQuery } from './read-query.ts';

const PAGE = 500;
const query = z.object({ search: z.string().trim().max(100).optional(), workspace: z.uuid().optional() });
const COLUMNS = [
  'id',
  'email',
  'phone',
  'time zone',
  'tags',
  'email consent',
  'sms consent',
  'created',
  'last event',
  'attributes',
];

/**
 * `GET /api/leads/export.csv[?search=…][&workspace=…]`: leads as a file, streamed page by page in the order of the list, formulas defused. Plain
 * Express, because the contract's framework keeps whole answers in memory. Audited at its beginning.
 */
export function leadExportRouter({ auth, services, limits }: Omit<CallerContext, 'request' | 'response'>): Router {
  const router = Router({ caseSensitive: true });
  router.get('/leads/export.csv', async (request, response) => {
    try {
      const { search, workspace } = readQuery(query, request.query);
      const { user, workspaceId } = await admit({ auth, services, limits, request, response }, MAY_OPERATE, workspace);
      const { db } = services;
      await db.inWorkspace(workspaceId, (tx) =>
        writeAudit(tx, { actor: user.id, action: 'lead.export', subjectKind: 'workspace', subjectId: workspaceId }),
      );
      response.type('text/csv; charset=utf-8').attachment('leads.csv').set('cache-control', 'private, no-store');
      response.write(`\ufeff${csvLine(COLUMNS)}`);
      let after: { at: string | null; id: string } | null = null;
      while (!response.destroyed) {
        const lines: LeadCsvRow[] = await db.inWorkspace(workspaceId, async (tx) => {
          const page = await listLeads(tx, { search: search || undefined, sort: 'newest', after, limit: PAGE });
          return readLeadLines(
            tx,
            page.map(({ lead }) => lead.id),
          );
        });
        const last = lines.at(-1);
        if (!last) break;
        after = { at: null, id: last.id };
        if (!response.write(lines.map(toLine).join('')))
          await new Promise<void>((resolve) => {
            response.once('drain', resolve);
            response.once('close', resolve);
          });
      }
      response.end();
    } catch (error) {
      if (!(error instanceof ORPCError) || response.headersSent) throw error;
      response.problem(error.status, error.code, error.message, error.data);
    }
  });
  return router;
}

function toLine(row: LeadCsvRow): string {
  return csvLine([
    row.id,
    row.email ?? '',
    row.phone ?? '',
    row.timeZone ?? '',
    row.tags.join(', '),
    row.consentEmail,
    row.consentSms,
    row.createdAt,
    row.lastEventAt ?? '',
    JSON.stringify(row.attributes),
  ]);
}
