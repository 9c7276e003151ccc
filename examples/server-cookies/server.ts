import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createOtpClient, type OtpClient, OtpError, type OtpState } from '@cognito-otp/client';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { cookieStorage } from './cookie-storage.js';

/** The user pool and app client that the server signs users in to. */
export interface ServerOptions {
  readonly userPoolId: string;
  readonly clientId: string;
  /** URL of a local pool. Default: Cognito's. */
  readonly endpoint?: string;
}

/**
 * The issuer (`iss`) of a pool's tokens. The URL of the pool's keys begins with it. Regions in China and of the European
 * Sovereign Cloud have a domain of their own.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function issuerOf({ userPoolId, endpoint }: ServerOptions): string {
  const region = userPoolId.slice(0, userPoolId.lastIndexOf('_'));
  const domains: { readonly [partition in string]?: string } = { cn: 'com.cn', eusc: 'eu' };
  const domain = domains[region.split('-')[0] ?? ''] ?? 'com';
  const host = endpoint?.replace(/\/$/, '') ?? `https://cognito-idp.${region}.amazonaws.${domain}`;
  return `${host}/${userPoolId}`;
}

/**
 * A server that renders pages for the signed-in user, with a sign-in that needs no script in the page: the client runs on the server,
 * one instance per request, and keeps its state in cookies.
 */
export function exampleServer(options: ServerOptions): Server {
  const { clientId, endpoint } = options;
  const issuer = issuerOf(options);
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));

  /** The signed-in user's phone number or email address from the verified ID token. Claims in a cookie alone can be forged. */
  async function verifiedUser(client: OtpClient): Promise<string | null> {
    if (!client.session) return null;
    try {
      const { idToken } = await client.getTokens();
      const { payload } = await jwtVerify(idToken, keys, { issuer, audience: clientId });
      return String(payload['phone_number'] ?? payload['email']);
    } catch (error) {
      // Cognito cannot be reached: report the error instead of signing the user out or trusting unverified claims.
      if (error instanceof OtpError && error.retryable) throw error;
      return null;
    }
  }

  return createServer(async (request, response) => {
    const client = createOtpClient({ ...options, storage: cookieStorage(request, response, endpoint === undefined) });
    try {
      if (request.method === 'POST') {
        // Rejects forms of other sites, whatever cookies they carry.
        if (request.headers.origin?.replace(/^https?:\/\//, '') !== request.headers.host) {
          response.writeHead(403).end();
          return;
        }
        await act(client, request.url ?? '/', await form(request));
        response.writeHead(303, { location: '/' }).end();
        return;
      }
      const user = await verifiedUser(client);
      response.setHeader('cache-control', 'no-store');
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(user, client.getState()));
    } catch (error) {
      response.writeHead(503, { 'content-type': 'text/plain' }).end(error instanceof OtpError ? error.code : 'failed');
      if (!(error instanceof OtpError)) console.error(error);
    } finally {
      client.close();
    }
  });
}

async function act(client: OtpClient, path: string, fields: URLSearchParams): Promise<void> {
  const { step } = client.getState();
  if (path === '/start') await client.start({ phone: fields.get('phone') ?? '' });
  if (path === '/code' && step === 'code') await client.submit((fields.get('code') ?? '').trim());
  if (path === '/again') client.cancel();
  if (path === '/sign-out' && step === 'signed-in') await client.signOut();
}

async function form(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 10_000) throw new OtpError('configuration', 'the form is too long');
  }
  return new URLSearchParams(body);
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (user: string | null, state: OtpState) => `<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width">
<title>Rendered by the server</title>
${body(user, state)}
</html>`;

function body(user: string | null, state: OtpState): string {
  if (user) {
    return `<p>Signed in as ${escaped(user)}.</p>
<form method="post" action="/sign-out"><button>Sign out</button></form>`;
  }
  if (state.step === 'code') {
    return `<p>We sent a code to ${escaped(state.delivery.destination)}.</p>
<form method="post" action="/code">
<label>Code <input name="code" inputmode="numeric" autocomplete="one-time-code" required></label> <button>Sign in</button>
</form>
<form method="post" action="/again"><button>Use another number</button></form>`;
  }
  const known = state.identifier && 'phone' in state.identifier ? state.identifier.phone : '';
  return `<p>No user is signed in.</p>
<form method="post" action="/start">
<label>Mobile number, with + and country code
<input name="phone" type="tel" autocomplete="tel" required value="${escaped(known)}"></label> <button>Text me a code</button>
</form>`;
}
