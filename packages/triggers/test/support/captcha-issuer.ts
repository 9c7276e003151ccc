import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from './self-signed.js';

/** Somebody who gave out CAPTCHA tokens: takes `good…` where the key is right, over https on this machine. */
export async function captchaIssuer(key: string) {
  const pair = selfSigned();
  const folder = mkdtempSync(join(tmpdir(), 'captcha-issuer-'));
  const certificate = join(folder, 'certificate.pem');
  writeFileSync(certificate, pair.cert);
  const asked: Record<string, string>[] = [];
  const server = createServer(pair, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const form = Object.fromEntries(new URLSearchParams(body));
    asked.push(form);
    response.end(JSON.stringify({ success: form.secret === key && form.response?.startsWith('good') === true }));
  });
  server.listen(0);
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/siteverify`,
    /** File that a client has to trust. */
    certificate,
    asked,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true });
    },
  };
}
