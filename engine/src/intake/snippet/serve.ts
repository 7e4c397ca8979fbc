import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { Router } from 'express';

/** The page's snippet as it is served: minified, for browsers of the last years. Some 20 ms; made once a process. */
export function buildSnippet(): string {
  const source = readFileSync(new URL('./page.ts', import.meta.url), 'utf8');
  return transformSync(source, { loader: 'ts', minify: true, target: 'es2022', legalComments: 'none' }).code;
}

/** `GET /snippet.js`, for any page. */
export function snippetRouter(): Router {
  const router = Router();
  let code: string | undefined;
  router.get('/snippet.js', (_request, response) => {
    code ??= buildSnippet();
    response.set({ 'cache-control': 'public, max-age=3600', 'cross-origin-resource-policy': 'cross-origin' });
    response.set('access-control-allow-origin', '*');
    response.type('text/javascript').send(code);
  });
  return router;
}
