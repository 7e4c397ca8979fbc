import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the api listens while the editor is served by vite alone (`npx vite`); the built editor is served by the api itself. */
const API = 'http://127.0.0.1:4400';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 600 },
  server: { host: '127.0.0.1', proxy: { '/api': API, '/v1': API } },
});
