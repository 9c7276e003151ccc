/** Vite's configuration, for the dev server and for Vitest: both start a local pool and stop it. */
import { fileURLToPath } from 'node:url';
import { localPool } from '@cognito-otp/local-pool/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('page', import.meta.url)),
  plugins: [localPool({ template: fileURLToPath(new URL('template.yaml', import.meta.url)) })],
  test: { root: import.meta.dirname, include: ['*.vitest.ts'] },
});
