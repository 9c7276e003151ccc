/** `fetchWithAuth` against an API on this machine that records the tokens it receives. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { fetchWithAuth } from '../src/fetch-with-auth.js';
import { createOtpClient, type OtpClient } from '../src/index.js';
import { memoryStorage } from './support/memory-storage.js';
import { replyByOperation, round, startStubServer, tokens } from './support/stub-server.js';

const apiCalls: { method: string | undefined; url: string | undefined; token: string | undefined; body: string }[] = [];
const api = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const token = request.headers.authorization;
  apiCalls.push({ method: request.method, url: request.url, token, body });
  if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' });
  else response.writeHead(request.url === '/strict' && apiCalls.length === 1 ? 401 : 200);
  response.end('done');
});
let origin: string;
let client: OtpClient;
let cognito: Awaited<ReturnType<typeof startStubServer>>;

before(async () => {
  await new Promise<void>((done) => api.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  cognito = await startStubServer((call) =>
    replyByOperation(
      {
        SignUp: {},
        InitiateAuth: round(),
        RespondToAuthChallenge: tokens(),
        GetTokensFromRefreshToken: () => tokens(),
      },
      call,
    ),
  );
  client = createOtpClient({
    userPoolId: 'local_P',
    clientId: 'c',
    endpoint: cognito.endpoint,
    storage: memoryStorage(),
  });
  await client.start({ phone: '+447700900123' });
  await client.submit('123456');
});
after(async () => {
  client.close();
  api.close();
  await cognito[Symbol.asyncDispose]();
});
beforeEach(() => apiCalls.splice(0));

test('requests carry the access token, or the ID token if configured', async () => {
  const { accessToken, idToken } = await client.getTokens();
  assert.equal(await (await fetchWithAuth(client, { origins: [origin] })(`${origin}/a`)).text(), 'done');
  await fetchWithAuth(client, { origins: [origin], token: 'id' })(new URL(`${origin}/b`), {
    method: 'POST',
    body: 'x',
  });
  assert.deepEqual(apiCalls, [
    { method: 'GET', url: '/a', token: `Bearer ${accessToken}`, body: '' },
    { method: 'POST', url: '/b', token: `Bearer ${idToken}`, body: 'x' },
  ]);
});

test('no other origin ever receives a token, however its URL is written', async () => {
  const { port } = new URL(origin);
  const authFetch = fetchWithAuth(client, { origins: [origin] });
  for (const url of [
    `http://localhost:${port}/`,
    `http://127.0.0.1.evil.example:${port}/`,
    'http://127.0.0.1@evil.example/',
    'https://evil.example/',
    `https://127.0.0.1:${port}/`,
    'data:text/plain,hello',
  ]) {
    await assert.rejects(
      async () => authFetch(url),
      (error: Error) => /configuration|TypeError/.test(`${(error as { code?: string }).code} ${error.name}`),
      url,
    );
  }
  assert.equal(apiCalls.length, 0);
});

test('redirects are not followed', async () => {
  const authFetch = fetchWithAuth(client, { origins: [origin] });
  await assert.rejects(authFetch(`${origin}/moved`), TypeError);
  await assert.rejects(authFetch(`${origin}/moved`, { redirect: 'follow' }), { code: 'configuration' });
  assert.deepEqual(
    apiCalls.map(({ url }) => url),
    ['/moved'],
  );
});

test('a request answered with 401 is repeated once with refreshed tokens and the same body', async () => {
  const response = await fetchWithAuth(client, { origins: [origin] })(`${origin}/strict`, {
    method: 'PUT',
    body: 'kept',
  });
  assert.equal(response.status, 200);
  assert.deepEqual(
    apiCalls.map(({ body }) => body),
    ['kept', 'kept'],
  );
  assert.notEqual(apiCalls[0]?.token, apiCalls[1]?.token);
});

test('requests answered with 401 one after another are all repeated with the tokens of a single refresh', async () => {
  const before = `Bearer ${(await client.getTokens()).accessToken}`;
  const authFetch = fetchWithAuth(client, {
    origins: [origin],
    fetcher: async (request) => {
      const { headers, url } = request as Request;
      await new Promise((done) => setTimeout(done, Number(new URL(url).pathname.slice(1))));
      return new Response(null, { status: headers.get('authorization') === before ? 401 : 200 });
    },
  });
  const refreshes = () => cognito.operations().filter((name) => name === 'GetTokensFromRefreshToken').length;
  const refreshesBefore = refreshes();
  const replies = await Promise.all([0, 60, 120].map((ms) => authFetch(`${origin}/${ms}`)));
  assert.deepEqual(
    replies.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(refreshes() - refreshesBefore, 1);
});

test('invalid origins are rejected immediately', () => {
  for (const bad of [
    '*',
    '',
    'example.com',
    'https://example.com/',
    'https://example.com/api',
    'http://example.com',
    'http://127.0.0.1..',
    'null',
  ]) {
    assert.throws(() => fetchWithAuth(client, { origins: [bad] }), { name: 'OtpError', code: 'configuration' }, bad);
  }
});
