/** Signs a user in with triggers whose store, keyring and user directory are the examples of this folder. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startLocalPool } from '@cognito-otp/local-pool';
import { codeIn } from '@cognito-otp/test-kit/codes';
import { callCognito, poolControls } from '@cognito-otp/test-kit/pool-client';
import { parseSecret } from '@cognito-otp/triggers';
import { extensionKeyring } from './extension-keyring.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** A server that answers like the extension, according to its documentation, and records the queries. */
async function fakeExtension(test: TestContext, versions: Readonly<Record<string, string>>) {
  const queries: Record<string, string>[] = [];
  const server = createServer((request, response) => {
    const { searchParams, pathname } = new URL(`http://localhost${request.url}`);
    queries.push(Object.fromEntries(searchParams));
    const text = versions[searchParams.get('versionStage') ?? searchParams.get('versionId') ?? ''];
    const isKnown =
      pathname === '/secretsmanager/get' && request.headers['x-aws-parameters-secrets-token'] !== undefined;
    response.writeHead(isKnown && text !== undefined ? 200 : 400);
    response.end(JSON.stringify({ SecretString: text, VersionId: `version of ${text}` }));
  }).listen(0, 'localhost');
  await once(server, 'listening');
  test.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, queries };
}

it('a custom store, keyring and user directory sign a new user in', async (test) => {
  const extension = await fakeExtension(test, { AWSCURRENT: 'c'.repeat(64) });
  const folder = mkdtempSync(join(tmpdir(), 'own-ports-'));
  test.after(() => rmSync(folder, { recursive: true }));
  const template = readFileSync(join(here, '../own-sender/template.yaml'), 'utf8')
    .replace('CodeUri: .', `CodeUri: ${here}`)
    .replace('Variables:\n', `$&        PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: '${extension.port}'\n`);
  const file = join(folder, 'template.yaml');
  writeFileSync(file, template);
  const parameters = { TwilioAccountSid: '-', TwilioAuthToken: '-', TwilioFrom: '-' };
  const pool = await startLocalPool({ template: file, parameters });
  test.after(() => pool.close());
  const { outbox } = poolControls(pool.endpoint);
  const call = async (operation: string, input: object) =>
    (await callCognito(pool.endpoint, operation, { ClientId: pool.clientId, ...input })).body;

  const USERNAME = 'ann@example.com';
  const UserAttributes = [{ Name: 'email', Value: USERNAME }];
  const signedUp = await call('SignUp', { Username: USERNAME, Password: 'Correct-horse-battery-1', UserAttributes });
  assert.equal(signedUp.UserConfirmed, true, JSON.stringify(signedUp));
  const started = await call('InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME } });
  const [message] = await outbox();
  const reply = await call('RespondToAuthChallenge', {
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session: started.Session,
    ChallengeResponses: { USERNAME, ANSWER: codeIn(message?.body ?? assert.fail(JSON.stringify(started))) },
  });
  assert.ok(reply.AuthenticationResult, JSON.stringify(reply));
  assert.ok(extension.queries.length > 0, 'the secret was read through the extension');
});

it('the keyring has the version that a code was derived with, also if the extension has cached the stages', async (test) => {
  const [current, previous, newest] = ['c', 'p', 'n'].map((letter) => letter.repeat(64)) as [string, string, string];
  const { port } = await fakeExtension(test, {
    AWSCURRENT: current,
    AWSPREVIOUS: previous,
    [`version of ${newest}`]: newest,
  });
  const { keyring } = extensionKeyring('secret', port, 'token');
  const { signal } = new AbortController();
  const { key, pepper } = parseSecret(current);
  assert.deepEqual(await keyring(signal), {
    current: { version: `version of ${current}`, key },
    previous: { version: `version of ${previous}`, key: parseSecret(previous).key },
    pepper,
  });
  const required = await keyring(signal, `version of ${newest}`);
  assert.deepEqual(required.previous, { version: `version of ${newest}`, key: parseSecret(newest).key });
});
