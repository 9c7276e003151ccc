/** A CAPTCHA service for tests. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSignedCertificate } from './self-signed-certificate.js';

/** A running CAPTCHA service. */
export interface CaptchaService {
  readonly url: string;
  /** The file of the certificate that a client must trust. */
  readonly certificate: string;
  /** The form of every request, in order. */
  readonly requests: readonly Readonly<Record<string, string>>[];
  close(): Promise<void>;
}

/** Starts an https server on this machine that verifies CAPTCHA tokens: those that begin with `good`, if the key is right. */
export async function startCaptchaService(key: string): Promise<CaptchaService> {
  const pair = selfSignedCertificate();
  const folder = mkdtempSync(join(tmpdir(), 'captcha-service-'));
  const certificate = join(folder, 'certificate.pem');
  writeFileSync(certificate, pair.cert);
  const requests: Record<string, string>[] = [];
  const server = createServer(pair, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const form = Object.fromEntries(new URLSearchParams(body));
    requests.push(form);
    response.end(JSON.stringify({ success: form.secret === key && form.response?.startsWith('good') === true }));
  });
  server.listen(0);
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/siteverify`,
    certificate,
    requests,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true });
    },
  };
}
