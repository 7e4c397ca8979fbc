import { ORPCError } from '@orpc/server';
import { MAY_READ } from '@trellis/shared/api/roles.ts';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { readImport, readImportErrors } from '../db/queries/imports.ts';
import { reportHeader, reportLines } from '../imports/report.ts';
import { admit, type CallerContext } from './context.ts';
import { readQuery } from './read-query.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PAGE = 1_000;
const query = z.object({ workspace: z.uuid().optional() });

/**
 * `GET /api/imports/:importId/errors.csv[?workspace=…]`: the error report as a file, streamed page by page; any member or API key may read it. Plain Express,
 * because a link in a page sends no header, and the contract's framework keeps whole answers in memory.
 */
export function importReportRouter({ auth, services, limits }: Omit<CallerContext, 'request' | 'response'>): Router {
  const router = Router({ caseSensitive: true });
  router.get('/imports/:importId/errors.csv', async (request, response) => {
    try {
      await writeReport(request, response);
    } catch (error) {
      if (!(error instanceof ORPCError) || response.headersSent) throw error;
      response.problem(error.status, error.code, error.message, error.data);
    }
  });
  return router;

  async function writeReport(request: Request<{ importId: string }>, response: Response): Promise<void> {
    const { db } = services;
    const { workspace } = readQuery(query, request.query);
    const { importId } = request.params;
    const { workspaceId } = await admit({ auth, services, limits, request, response }, MAY_READ, workspace);
    const file = UUID.test(importId) ? await db.inWorkspace(workspaceId, (tx) => readImport(tx, importId)) : null;
    if (!file) return response.problem(404, 'not-found', 'There is no import with this id: copy it from its page.');
    response.type('text/csv; charset=utf-8');
    response.attachment(`${file.name.replace(/\.csv$/i, '').replace(/[^\p{L}\p{N} ._-]/gu, '-')} - not taken.csv`);
    response.set('cache-control', 'private, no-store');
    response.write(reportHeader(file.columns));
    for (let after = 0; !response.destroyed; ) {
      const errors = await db.inWorkspace(workspaceId, (tx) => readImportErrors(tx, importId, after, PAGE));
      const last = errors.at(-1);
      if (!last) break;
      after = last.record;
      const room = response.write([...reportLines(errors)].join(''));
      // A reader that went away never drains.
      if (!room)
        await new Promise<void>((resolve) => {
          response.once('drain', resolve);
          response.once('close', resolve);
        });
    }
    response.end();
  }
}
