import { Router } from 'express';
import { shapeOf } from './docs-shape.ts';
import type { OpenApiDocument, Operation } from './openapi-document.ts';

/**
 * `/api/docs`: the OpenAPI document as one page for people, made once on the server. No script, nothing from elsewhere: it reads with the network
 * gone, and obeys the strictest content policy.
 */
export function docsRouter(document: Promise<OpenApiDocument>): Router {
  const router = Router();
  const page = document.then(pageOf);
  page.catch(() => undefined); // said to whoever asks for it
  router.get('/docs', async (_request, response) => {
    response.type('html').send(await page);
  });
  return router;
}

const STYLE = `:root{color-scheme:light dark;--text:light-dark(#181d19,#eaeeeb);--text-2:light-dark(#4a504b,#aeb4af);--line:light-dark(#e2e5e2,#272b27);
--bg:light-dark(#f8faf8,#0f110f);--surface:light-dark(#fff,#171a17);--brand:light-dark(#00633f,#69d39f)}
body{margin:0;background:var(--bg);color:var(--text);font:13px/20px Inter,system-ui,sans-serif}main{max-width:900px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:20px;line-height:26px}h2{margin:32px 0 8px;font-size:14px}h3{margin:16px 0 4px;font-size:12px;color:var(--text)}p{color:var(--text-2)}a{color:var(--brand)}
details{margin:0 0 6px;border:1px solid var(--line);border-radius:10px;background:var(--surface)}summary{padding:8px 12px;cursor:pointer}
summary:focus-visible{outline:2px solid var(--brand);outline-offset:2px}code,pre{font:12px/18px ui-monospace,monospace}b.m{display:inline-block;width:60px}
.in{padding:0 12px 12px;color:var(--text-2)}pre{max-height:420px;overflow:auto;padding:8px 10px;border-radius:6px;background:var(--bg)}dt{margin-top:6px;color:var(--text)}dd{margin:0 0 0 60px}`;

function pageOf(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags[0] ?? ''))].sort();
  const groups = tags.map((tag) => {
    const items = operations
      .filter(({ operation }) => operation.tags[0] === tag)
      .map((one) => section(one, document.components?.schemas));
    return `<h2>${escapeHtml(tag)}</h2>${items.join('')}`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Trellis API</title><style>${STYLE}</style></head><body><main><h1>Trellis API ${escapeHtml(document.info.version)}</h1>
<p>Programs send <code>authorization: Bearer ak_…</code> (Settings, Keys); errors are problem documents whose <code>code</code>
is stable. The whole document, for generating clients: <a href="/api/openapi.json">openapi.json</a>.</p>${groups.join('')}</main></body></html>`;
}

function section(
  { path, method, operation }: { path: string; method: string; operation: Operation },
  schemas?: Record<string, unknown>,
): string {
  const { summary, parameters = [], requestBody, responses, 'x-roles': roles } = operation;
  const who = typeof roles === 'string' ? (roles === 'anyone' ? 'anyone' : 'whoever is signed in') : roles.join(', ');
  const body = requestBody ? `<h3>Body</h3>${contents(requestBody.content, schemas)}` : '';
  const named = parameters.map((one) => {
    const about = [shapeOf(one.schema, schemas), `in ${one.in === 'header' ? 'a header' : `the ${String(one.in)}`}`];
    if (!one.required) about.push('may be left out');
    return `<dt><code>${escapeHtml(String(one.name))}</code></dt><dd>${escapeHtml(about.join(', '))}</dd>`;
  });
  const answers = Object.entries(responses).map(([status, { description, content }]) => {
    const shape = Number(status) < 400 ? contents(content, schemas) : '';
    return `<dt><code>${status}</code></dt><dd>${marked(description)}${shape}</dd>`;
  });
  return `<details><summary><b class="m">${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> ${escapeHtml(summary)}</summary>
<div class="in"><p>For ${escapeHtml(who)}.</p><dl>${named.join('')}</dl>${body}<h3>Answers</h3><dl>${answers.join('')}</dl></div></details>`;
}

/** What a body or an answer may be, by media type; the type is said where it is not JSON. */
function contents(content: unknown, schemas?: Record<string, unknown>): string {
  return Object.entries((content ?? {}) as Record<string, { schema?: unknown }>)
    .map(([type, { schema }]) => {
      const named = type === 'application/json' ? '' : `${type}\n`;
      return `<pre tabindex="0">${escapeHtml(named + shapeOf(schema, schemas))}</pre>`;
    })
    .join('');
}

/** Lines as they are, and what stands between backticks as code. */
const marked = (text: string): string =>
  escapeHtml(text)
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replaceAll('\n', '<br>');

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
