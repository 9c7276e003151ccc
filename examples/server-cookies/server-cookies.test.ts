/** Uses the example server as a browser without scripts would. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { type TestPool, testPool } from '../../e2e/support/pool.js';
import { exampleServer, issuerOf } from './server.js';

let pool: TestPool;
let server: Server;
let origin: string;
before(async () => {
  pool = await testPool();
  server = exampleServer(pool).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  server.closeAllConnections();
  pool.stop();
});

/** A browser without scripts: it keeps cookies and follows redirects after a form. */
class Browser {
  readonly cookies = new Map<string, string>();
  readonly attributes: string[] = [];

  async open(path = '/', init: RequestInit = {}): Promise<{ status: number; text: string }> {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(origin + path, {
      redirect: 'manual',
      ...init,
      headers: { ...(init.headers as Record<string, string>), ...(cookie && { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      this.attributes.push(...attributes);
      const [name = '', value = ''] = pair.split('=');
      if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const location = response.headers.get('location');
    return location ? this.open(location) : { status: response.status, text: await response.text() };
  }

  post(path: string, fields: Record<string, string> = {}, from = origin) {
    return this.open(path, { method: 'POST', headers: { origin: from }, body: new URLSearchParams(fields) });
  }

  cookie = (end: string) => [...this.cookies].find(([name]) => name.endsWith(end))!;
}

async function signedIn() {
  const browser = new Browser();
  const phone = newPhoneNumber();
  await browser.post('/start', { phone });
  const { text } = await browser.post('/code', { code: await pool.codeFor(phone) });
  assert.match(text, new RegExp(`Signed in as \\${phone}\\.`));
  return { browser, phone };
}

test('a user can sign in and out on server-rendered pages, with cookies that scripts cannot read', async () => {
  const browser = new Browser();
  const phone = newPhoneNumber();
  assert.match((await browser.open()).text, /No user is signed in/);
  assert.match((await browser.post('/start', { phone })).text, new RegExp(`We sent a code to \\${phone}`));
  assert.match((await browser.open()).text, /We sent a code/, 'a reload continues in the code step');
  const code = await pool.codeFor(phone);
  await browser.post('/code', { code: code === '000000' ? '000001' : '000000' });
  assert.match((await browser.post('/code', { code })).text, /Signed in as/);
  assert.equal((await pool.messagesTo(phone)).length, 1);
  assert.match((await browser.open()).text, /Signed in as/);
  assert.match((await browser.post('/sign-out')).text, /No user is signed in/);
  assert.deepEqual(
    [...browser.cookies.keys()].filter((name) => name.startsWith('CognitoIdentityServiceProvider')),
    [],
  );
  assert.ok(browser.attributes.filter((attribute) => attribute === 'HttpOnly').length > 5);
  assert.ok(browser.attributes.every((attribute) => /^(Path=\/|Max-Age=\d+|HttpOnly|SameSite=Lax)$/.test(attribute)));
});

test('the server refreshes an expired token and sets the new one as a cookie', async () => {
  const { browser, phone } = await signedIn();
  const [name, before] = browser.cookie('.accessToken');
  // Makes the tokens look expired to the client, while Cognito's clock is unchanged.
  const [drift] = browser.cookie('.clockDrift');
  browser.cookies.set(drift, '3600000');
  await new Promise((done) => setTimeout(done, 1_100));
  assert.match((await browser.open()).text, new RegExp(`Signed in as \\${phone}`));
  assert.notEqual(browser.cookies.get(name), before);
});

test('a forged token does not sign a user in', async () => {
  const { browser } = await signedIn();
  const [name, token] = browser.cookie('.idToken');
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const forged = Buffer.from(JSON.stringify({ ...claims, phone_number: '+447400000000' })).toString('base64url');
  browser.cookies.set(name, `${header}.${forged}.${signature}`);
  const { text } = await browser.open();
  assert.match(text, /No user is signed in/);
  assert.doesNotMatch(text, /7400000000/);
});

test('a form of another site changes nothing, and text from cookies is escaped', async () => {
  const { browser } = await signedIn();
  for (const from of ['https://evil.example', 'null']) {
    assert.equal((await browser.post('/sign-out', {}, from)).status, 403);
  }
  assert.match((await browser.open()).text, /Signed in as/);
  const other = new Browser();
  await other.post('/start', { phone: '"><script>alert(1)</script>' });
  assert.doesNotMatch((await other.open()).text, /<script/);
});

for (const [userPoolId, endpoint, issuer] of [
  ['eu-central-1_aBc', undefined, 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_aBc'],
  ['us-gov-west-1_aBc', undefined, 'https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_aBc'],
  ['cn-north-1_aBc', undefined, 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_aBc'],
  ['cn-northwest-1_x', undefined, 'https://cognito-idp.cn-northwest-1.amazonaws.com.cn/cn-northwest-1_x'],
  ['eusc-de-east-1_x', undefined, 'https://cognito-idp.eusc-de-east-1.amazonaws.eu/eusc-de-east-1_x'],
  ['local_aBc', 'http://127.0.0.1:9229', 'http://127.0.0.1:9229/local_aBc'],
  ['local_aBc', 'http://127.0.0.1:9229/', 'http://127.0.0.1:9229/local_aBc'],
] as const) {
  test(`the server accepts tokens of ${issuer}${endpoint?.endsWith('/') ? ', given with a slash' : ''}`, () => {
    assert.equal(issuerOf({ userPoolId, clientId: 'abc', ...(endpoint && { endpoint }) }), issuer);
  });
}
