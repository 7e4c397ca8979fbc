import type { RequestHandler } from 'express';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Lets a request change something only when it comes from a page of ours, and only as JSON: what a foreign page can make a browser send
 * with our cookie is refused before anything is read. Clients without a browser send neither Origin nor our cookie and are let through.
 */
export function originCheck({
  publicUrl,
  allowedOrigins = [],
}: {
  publicUrl: string;
  allowedOrigins?: readonly string[];
}): RequestHandler {
  const own = originsOf(publicUrl);
  const allowed = new Set([...own, ...allowedOrigins]);
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    const { origin, cookie } = request.headers;
    const site = request.headers['sec-fetch-site'];
    if (
      origin !== undefined ? !allowed.has(origin) : site !== undefined ? site !== 'same-origin' : cookie !== undefined
    ) {
      return response.problem(
        403,
        'origin-refused',
        `This may only be done from ${own[0]}, not from ${origin ?? site ?? 'a page that hides its origin'}.`,
      );
    }
    const hasBody =
      request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
    if (hasBody && !/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
      return response.problem(
        415,
        'json-only',
        `Send application/json; this is ${request.headers['content-type']?.slice(0, 80) ?? 'without a type'}.`,
      );
    }
    next();
  };
}

/** A server reached by a loopback name is reached by all of them. */
function originsOf(publicUrl: string): string[] {
  const url = new URL(publicUrl);
  if (!LOOPBACK.includes(url.hostname)) return [url.origin];
  return [url.origin, ...LOOPBACK.map((host) => `${url.protocol}//${host}${url.port ? `:${url.port}` : ''}`)];
}
