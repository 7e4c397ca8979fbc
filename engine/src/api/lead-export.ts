import { ORPCError } from '@orpc/server';
import { MAY_OPERATE } from '@trellis/shared/api/roles.ts';
import { Router } from 'express';
import { writeAudit } from '../db/queries/audit.ts';
import { type LeadCsvRow, readLeadLines } from '../db/queries/lead-export.ts';
import { listLeads } from '../db/queries/lead-list.ts';
import { csvLine } from '../imports/report.ts';
import { type CallerContext, callerOf } from './context.ts';

const PAGE = 500;
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
export function leadExportRouter({ auth, services }: Pick<CallerContext, 'auth' | 'services'>): Router {
  const router = Router({ caseSensitive: true });
  router.get('/leads/export.csv', async (request, response) => {
    const { search: asked, workspace } = request.query;
    const search = typeof asked === 'string' ? asked.trim().slice(0, 100) : undefined;
    try {
      const named = typeof workspace === 'string' ? workspace : undefined;
      const { user, role, workspaceId } = await callerOf({ auth, services, request, response }, named);
      if (!MAY_OPERATE.includes(role))
        return response.problem(403, 'not-allowed', `Your role here is ${role}; this needs ${MAY_OPERATE.join(', ')}.`);
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
      response.problem(error.status, error.code, error.message);
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
