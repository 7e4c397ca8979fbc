import { defineConfig } from 'drizzle-kit';

/** `npm run generate -w migrations -- --name what-changes` writes the next numbered file; review it by hand before committing. */
export default defineConfig({
  dialect: 'postgresql',
  schema: '../engine/src/db/schema/*.ts',
  out: '.',
});
