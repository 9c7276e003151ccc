/** Signs a user in through Twilio: the sender against a fake of its API, and the composed functions in a local pool. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startLocalPool } from '@cognito-otp/local-pool';
import { codeIn } from '@cognito-otp/test-kit/codes';
import { startDeployment } from '@cognito-otp/test-kit/deployment';
import { callCognito, poolControls } from '@cognito-otp/test-kit/pool-client';
import { build } from 'esbuild';
import { twilioSender } from './twilio-sender.js';

const message = { channel: 'sms', to: '+447700900123', text: 'Example: 012345 is your code.' } as const;

/** A server that answers like Twilio's API, according to its documentation, and records the requests. */
async function fakeTwilio(test: TestContext, status: number, reply: object | string) {
  const requests: { path: string; authorization: string; type: string; form: Record<string, string> }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { authorization = '', 'content-type': type = '' } = request.headers;
    requests.push({
      path: `${request.method} ${request.url}`,
      authorization,
      type,
      form: Object.fromEntries(new URLSearchParams(body)),
    });
    if (status === 0) return request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof reply === 'string' ? reply : JSON.stringify(reply));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = (from = '+12065550100', signal = new AbortController().signal) =>
    twilioSender({ accountSid: 'AC1', authToken: 'secret', from, endpoint }).send(message, signal);
  return { requests, send, endpoint };
}

describe('a custom sender', () => {
  it('sends one request in the format of Twilio', async (test) => {
    const { requests, send } = await fakeTwilio(test, 201, { sid: 'SM1', status: 'queued' });
    assert.deepEqual(await send(), { kind: 'accepted' });
    assert.deepEqual(requests, [
      {
        path: 'POST /2010-04-01/Accounts/AC1/Messages.json',
        authorization: `Basic ${Buffer.from('AC1:secret').toString('base64')}`,
        type: 'application/x-www-form-urlencoded;charset=UTF-8',
        form: { To: message.to, From: '+12065550100', Body: message.text },
      },
    ]);
  });

  it('can use a messaging service', async (test) => {
    const { requests, send } = await fakeTwilio(test, 201, {});
    await send('MG1');
    assert.deepEqual(requests[0]?.form, { To: message.to, MessagingServiceSid: 'MG1', Body: message.text });
  });

  for (const [name, status, reply, outcome] of [
    [
      'a number that has opted out',
      400,
      { code: 21610, status: 400 },
      { kind: 'unsupported', why: 'TwilioUnsupported' },
    ],
    [
      'a number that is not a mobile number',
      400,
      { code: 21614, status: 400 },
      { kind: 'unsupported', why: 'TwilioUnsupported' },
    ],
    ['wrong credentials', 401, { code: 20003, status: 401 }, { kind: 'refused', why: 'TwilioRefused' }],
    ['too many requests', 429, { code: 20429, status: 429 }, { kind: 'refused', why: 'TwilioThrottled' }],
    ['a server error', 503, '<html>', { kind: 'unclear', why: 'TwilioUnavailable' }],
    ['a broken connection', 0, '', { kind: 'unclear', why: 'TwilioNoAnswer' }],
  ] as const) {
    it(`reports ${name} as ${outcome.kind} and does not retry`, async (test) => {
      const { requests, send } = await fakeTwilio(test, status, reply);
      assert.deepEqual(await send(), outcome);
      assert.equal(requests.length, 1);
    });
  }

  it('stops when it is aborted and reports an unclear outcome', async (test) => {
    const { send } = await fakeTwilio(test, 201, {});
    assert.deepEqual(await send(undefined, AbortSignal.abort()), { kind: 'unclear', why: 'TwilioNoAnswer' });
  });
});

describe('functions composed as in the README', () => {
  it('are built and deployed with the template of the example, and sign new users in by SMS and by email', async (test) => {
    const { requests, endpoint } = await fakeTwilio(test, 201, { sid: 'SM1' });
    const here = fileURLToPath(new URL('.', import.meta.url));
    const folder = mkdtempSync(join(tmpdir(), 'own-sender-'));
    test.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'template.yaml');
    writeFileSync(
      file,
      readFileSync(join(here, 'template.yaml'), 'utf8')
        .replace('CodeUri: .', `CodeUri: ${here}`)
        .replace('Variables:\n', `$&        TWILIO_ENDPOINT: '${endpoint}'\n`),
    );
    const parameters = { TwilioAccountSid: 'AC1', TwilioAuthToken: 'secret', TwilioFrom: '+12065550100' };
    const pool = await startLocalPool({ template: file, parameters, strict: true });
    test.after(() => pool.close());
    const { outbox } = poolControls(pool.endpoint);
    const call = async (operation: string, input: object) =>
      (await callCognito(pool.endpoint, operation, { ClientId: pool.clientId, ...input })).body;

    for (const [name, USERNAME, sentText] of [
      ['phone_number', '+447700900123', async () => requests[0]?.form.Body],
      ['email', 'ann@example.com', async () => (await outbox())[0]?.body],
    ] as const) {
      const UserAttributes = [{ Name: name, Value: USERNAME }];
      const signedUp = await call('SignUp', {
        Username: USERNAME,
        Password: 'Correct-horse-battery-1',
        UserAttributes,
      });
      assert.equal(signedUp.UserConfirmed, true, JSON.stringify(signedUp));
      const started = await call('InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME } });
      const reply = await call('RespondToAuthChallenge', {
        ChallengeName: 'CUSTOM_CHALLENGE',
        Session: started.Session,
        ChallengeResponses: { USERNAME, ANSWER: codeIn((await sentText()) ?? assert.fail(JSON.stringify(started))) },
      });
      assert.ok(reply.AuthenticationResult, JSON.stringify(reply));
    }
  });
});

describe('custom functions that replace those of the template', () => {
  it('sign a user in with a code sent by the other provider', async (test) => {
    const { requests, endpoint } = await fakeTwilio(test, 201, { sid: 'SM1' });
    const settings = { ACCOUNT_SID: 'AC1', AUTH_TOKEN: 'secret', FROM: '+12065550100', ENDPOINT: endpoint };
    const lines = Object.entries(settings).map(([name, value]) => `          TWILIO_${name}: '${value}'\n`);
    const pool = await startDeployment(startLocalPool, {}, (template) =>
      template.replaceAll(/(?<=SECRET_ID: !Ref CodeSecret\n)/g, lines.join('')),
    );
    test.after(() => pool.close());
    for (const [folder, handler] of [
      ['create-auth-challenge', 'createAuthChallenge'],
      ['verify-auth-challenge-response', 'verifyAuthChallengeResponse'],
    ] as const) {
      pool.replace(folder, await bundled(handler));
    }
    const number = '+447700900123';
    await pool.signUp({ phone_number: number });
    const started = await pool.start(number);
    assert.equal(started.ChallengeParameters?.reason, undefined, JSON.stringify(started));
    assert.equal(requests[0]?.form.To, number);
    const code = codeIn(requests[0]?.form.Body ?? '');
    assert.ok((await pool.answer(started, code)).AuthenticationResult);
    assert.deepEqual(await pool.outbox(), [], 'no message was sent through AWS');
  });
});

/** Bundles one function of `lambda.ts`. */
async function bundled(handler: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { ${handler} as handler } from './lambda.js';`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    conditions: ['source'],
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}
