import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';

/** Serves the built editor: files with a hash in their name for ever, the page itself for every address that is the editor's own. */
export function editorFiles(dir: string | undefined): Router {
  const router = Router();
  if (dir && existsSync(join(dir, 'index.html'))) {
    router.use(
      '/assets',
      express.static(join(dir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: true, index: false }),
    );
    router.use(express.static(dir, { index: false, fallthrough: true }));
    router.get('/{*path}', page(join(dir, 'index.html')));
    return router;
  }
  router.get('/', (_request, response) => {
    response.problem(
      404,
      'editor-not-built',
      'The editor is not built yet: run "npm run build -w editor", or "npm start", which does.',
    );
  });
  return router;
}

function page(file: string): RequestHandler {
  return (request, response, next) => {
    // A missing script must not come back as a page, and an unknown route of the api not as the editor.
    if (
      /^\/(api|v1|t|assets)(\/|$)/.test(request.path) ||
      !request.accepts('html') ||
      /\.[a-z0-9]{1,5}$/i.test(request.path)
    )
      return next();
    response.set('cache-control', 'no-cache').sendFile(file);
  };
}
