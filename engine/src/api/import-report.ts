import { WORKSPACE_HEADER } from '@trellis/shared/api/wire.ts';
import { fromNodeHeaders } from 'better-auth/node';
import { Router } from 'express';
import type { Database } from '../db/client.ts';
import { membershipsOf } from '../db/queries/auth.ts';
import { readImport, readImportErrors } from '../db/queries/imports.ts';
import { reportHeader, reportLines } from '../imports/report.ts';
import type { Auth } from './auth.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PAGE = 1_000;

/**
 * `GET /api/imports/:importId/errors.csv[?workspace=…]`: the error report as a file, streamed page by page; any member may read it. Plain Express,
 * because a link in a page sends no header, and the contract's framework keeps whole answers in memory.
 */
export function importReportRouter({ db, auth }: { db: Database; auth: Auth }): Router {
  const router = Router({ caseSensitive: true });
  router.get('/imports/:importId/errors.csv', async (request, response) => {
    const session = await auth.userOf(fromNodeHeaders(request.headers));
    if (!session) return response.problem(401, 'not-signed-in', 'Sign in first.');
    const { importId } = request.params;
    const asked = request.headers[WORKSPACE_HEADER] ?? request.query.workspace;
    const memberships = await db.asSystem((tx) => membershipsOf(tx, session.user.id));
    const found =
      asked === undefined && memberships.length === 1 ? memberships[0] : memberships.find(({ id }) => id === asked);
    const file = found && UUID.test(importId) ? await db.inWorkspace(found.id, (tx) => readImport(tx, importId)) : null;
    if (!found || !file) return response.problem(404, 'not-found', 'There is nothing with this id.');
    response.type('text/csv; charset=utf-8');
    response.attachment(`${file.name.replace(/\.csv$/i, '').replace(/[^\p{L}\p{N} ._-]/gu, '-')} - not taken.csv`);
    response.set('cache-control', 'private, no-store');
    response.write(reportHeader(file.columns));
    for (let after = 0; !response.destroyed; ) {
      const errors = await db.inWorkspace(found.id, (tx) => readImportErrors(tx, importId, after, PAGE));
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
  });
  return router;
}
