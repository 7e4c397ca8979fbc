/** What the log may hold of a request: method, and path without query and without tokens, which are personal. */
export function loggedRequest({ method = '', url = '' }: { method?: string | undefined; url?: string | undefined }): {
  method: string;
  path: string;
} {
  return { method, path: (url.split('?')[0] ?? '').replace(/^(\/t\/[cou]|\/f\/c|\/hooks)\/.*/, '$1/…') };
}
