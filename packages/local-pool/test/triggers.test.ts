/** The invocation of triggers: order, events, environment, timeouts and errors. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AdminConfirmSignUpCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import { call, control, initiate, newPhone, respond, start } from './support.js';

const template = 'probe/template.yaml';

async function probe(test: TestContext, parameters: Record<string, string> = {}): Promise<LocalPool> {
  const pool = await start(template, { parameters });
  test.after(() => pool.close());
  return pool;
}

/** What the probe function logs about an invocation. */
interface Invocation {
  trigger: string;
  // biome-ignore lint/suspicious/noExplicitAny: an event of any trigger, looked into by the test.
  event: any;
  invocations: number;
  remaining: number;
  id: string;
  name: string;
  environment: Record<string, string>;
  cwd: string;
  now: number;
  year: number;
  isDate: boolean;
}

/** What the probe function received with each invocation so far, in order. */
async function invocations(pool: LocalPool): Promise<Invocation[]> {
  const { body } = await control(pool, 'GET', '/logs');
  return (body as { line: string }[])
    .map(({ line }) => /SEEN (.*)$/.exec(line)?.[1])
    .filter((text) => text !== undefined)
    .map((text) => JSON.parse(text) as Invocation);
}

const signUp = (pool: LocalPool, name: string, extra: object = {}) =>
  call(pool, 'SignUp', { ClientId: pool.clientId, Username: name, Password: 'Correct-horse-1', ...extra });

// Each test has its own pool and mostly waits for Cognito's timeout of five seconds, so four run at a time.
describe('triggers', { concurrency: 4 }, () => {
  it('run in the order and with the events of Cognito', async (test) => {
    const pool = await probe(test);
    const ClientMetadata = { from: 'page' };
    await signUp(pool, 'ann', {
      UserAttributes: [{ Name: 'custom:tier', Value: 'gold' }],
      ValidationData: [{ Name: 'seen', Value: 'yes' }],
      ClientMetadata,
    });
    const started = await call(pool, 'InitiateAuth', {
      AuthFlow: 'CUSTOM_AUTH',
      ClientId: pool.clientId,
      AuthParameters: { USERNAME: 'ann' },
      ClientMetadata: { from: 'initiate' },
    });
    assert.deepEqual(started.body.ChallengeParameters, { hint: 'blue', USERNAME: 'ann' });
    const again = await respond(pool, started, 'sea', { ClientMetadata });
    await respond(pool, again, 'sky', { ClientMetadata });
    const events = await invocations(pool);
    assert.deepEqual(
      events.map(({ event }) => event.triggerSource),
      [
        'PreSignUp_SignUp',
        'PostConfirmation_ConfirmSignUp',
        'PreAuthentication_Authentication',
        'DefineAuthChallenge_Authentication',
        'CreateAuthChallenge_Authentication',
        'VerifyAuthChallengeResponse_Authentication',
        'DefineAuthChallenge_Authentication',
        'CreateAuthChallenge_Authentication',
        'VerifyAuthChallengeResponse_Authentication',
        'DefineAuthChallenge_Authentication',
        'PostAuthentication_Authentication',
        'TokenGeneration_Authentication',
      ],
    );
    const request = (index: number) => events[index]!.event.request;
    assert.deepEqual(request(0), {
      userAttributes: { 'custom:tier': 'gold' },
      validationData: { seen: 'yes' },
      clientMetadata: ClientMetadata,
    });
    assert.deepEqual(request(2).validationData, { from: 'initiate' });
    const round = { challengeName: 'CUSTOM_CHALLENGE', challengeResult: false, challengeMetadata: 'M' };
    assert.deepEqual(events[3]!.event.response, { challengeName: null, issueTokens: null, failAuthentication: null });
    assert.deepEqual(request(3).session, []);
    assert.equal(
      'clientMetadata' in request(3),
      false,
      'ClientMetadata of InitiateAuth is passed to no challenge trigger',
    );
    assert.equal('clientMetadata' in request(4), false);
    assert.equal(request(4).challengeName, 'CUSTOM_CHALLENGE');
    assert.deepEqual(Object.keys(request(5)), [
      'userAttributes',
      'userNotFound',
      'privateChallengeParameters',
      'challengeAnswer',
      'clientMetadata',
    ]);
    assert.deepEqual(request(6).session, [round]);
    assert.deepEqual(request(6).clientMetadata, ClientMetadata);
    assert.deepEqual(request(9).session, [round, { ...round, challengeResult: true }]);
    assert.equal(request(9).userNotFound, false);
    assert.equal(request(10).newDeviceUsed, false);
    assert.deepEqual(events[0]!.event.callerContext.clientId, pool.clientId);
    assert.equal(events[0]!.event.version, '1');
    assert.equal(events[3]!.event.userName, 'ann');
  });

  it('are called once for a sign-up that an administrator confirms', async (test) => {
    const pool = await probe(test, { Behavior: 'unconfirmed' });
    const sdk = new CognitoIdentityProviderClient({
      region: 'us-east-1',
      endpoint: pool.endpoint,
      credentials: { accessKeyId: 'own', secretAccessKey: 'own' },
    });
    const confirm = (input: { ClientMetadata?: Record<string, string> } = {}) =>
      sdk.send(new AdminConfirmSignUpCommand({ UserPoolId: pool.userPoolId, Username: 'ann', ...input }));
    await signUp(pool, 'ann');
    const ClientMetadata = { from: 'console' };
    await confirm({ ClientMetadata });
    const events = (await invocations(pool)).map(({ event }) => event);
    assert.deepEqual(
      events.map(({ triggerSource }) => triggerSource),
      ['PreSignUp_SignUp', 'PostConfirmation_ConfirmSignUp'],
    );
    const { userName, request, callerContext } = events[1];
    assert.equal(userName, 'ann');
    assert.equal(request.userAttributes['cognito:user_status'], 'CONFIRMED');
    assert.deepEqual(request.clientMetadata, ClientMetadata);
    assert.equal(callerContext.clientId, 'CLIENT_ID_NOT_APPLICABLE');
    await assert.rejects(confirm(), {
      name: 'NotAuthorizedException',
      message: 'User cannot be confirmed. Current status is CONFIRMED',
    });
    assert.equal((await invocations(pool)).length, 2);
  });

  it('may change claims before tokens are issued, but not reserved claims', async (test) => {
    const pool = await probe(test);
    const { body } = await signUp(pool, 'ann', { UserAttributes: [{ Name: 'custom:tier', Value: 'gold' }] });
    const done = await respond(pool, await initiate(pool, 'ann'), 'sky');
    const claims = JSON.parse(
      Buffer.from(done.body.AuthenticationResult.IdToken.split('.')[1], 'base64url').toString(),
    );
    assert.equal(claims.color, 'blue');
    assert.equal(claims.sub, body.UserSub);
    assert.equal('custom:tier' in claims, false);
  });

  it('receive unknown users only if the app client prevents user existence errors', async (test) => {
    const open = await probe(test, { Existence: 'LEGACY' });
    const refused = await initiate(open, 'nobody');
    assert.deepEqual(refused.body, { __type: 'UserNotFoundException', message: 'User does not exist.' });
    assert.deepEqual(await invocations(open), []);
    await signUp(open, 'ann');
    await initiate(open, 'ann');
    assert.equal('userNotFound' in (await invocations(open)).at(-1)!.event.request, false);

    const hiding = await probe(test);
    const started = await initiate(hiding, 'nobody');
    const { event } = (await invocations(hiding)).at(-1)!;
    assert.equal(event.request.userNotFound, true);
    assert.deepEqual(event.request.userAttributes, {});
    assert.equal(event.userName, 'nobody');
    const right = await respond(hiding, started, 'sky');
    assert.deepEqual(right.body, { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' });
  });

  it('run with only their own environment, as in Lambda', async (test) => {
    process.env['A_SECRET_OF_THE_PARENT'] = 'hidden';
    const pool = await probe(test, { Seconds: '20' });
    await signUp(pool, 'ann');
    const [{ environment, remaining, name, cwd, isDate } = {} as Invocation] = await invocations(pool);
    assert.equal(environment['A_SECRET_OF_THE_PARENT'], undefined);
    assert.equal(environment['HOME'], undefined);
    assert.equal(environment['BEHAVIOR'], 'answer');
    assert.equal(environment['AWS_REGION'], pool.region);
    assert.equal(environment['AWS_LAMBDA_FUNCTION_NAME'], name);
    assert.equal(environment['AWS_ENDPOINT_URL_DYNAMODB'], pool.endpoint);
    assert.match(environment['AWS_ACCESS_KEY_ID'] ?? '', /^ASIA/);
    assert.equal(environment['LAMBDA_TASK_ROOT'], cwd);
    assert.ok(remaining > 19_000 && remaining <= 20_000);
    assert.equal(isDate, true);
  });

  it('stay warm and see the advanced clock', async (test) => {
    const pool = await probe(test);
    await signUp(pool, 'ann');
    await control(pool, 'POST', '/clock', { now: '2040-05-05T00:00:00Z' });
    await initiate(pool, 'ann');
    const last = (await invocations(pool)).at(-1)!;
    assert.equal(last.year, 2040);
    assert.ok(last.invocations > 1);
    assert.ok(Math.abs(last.now - Date.parse('2040-05-05T00:00:00Z')) < 10_000);
  });

  it('that throw pass their message to the client, after one try', async (test) => {
    const pool = await probe(test, { Behavior: 'throw@PreSignUp' });
    const { body } = await signUp(pool, 'ann');
    assert.deepEqual(body, {
      __type: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error not today.',
    });
    assert.equal((await invocations(pool)).length, 1);
  });

  it('that respond late are tried more than three times, because AWS states no number', async (test) => {
    const pool = await probe(test, { Behavior: 'slow@PreSignUp', Seconds: '10' });
    const begun = Date.now();
    const { body } = await signUp(pool, 'ann');
    assert.equal(body.__type, 'UnexpectedLambdaException');
    assert.equal(
      body.message,
      'PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
    );
    assert.ok(Date.now() - begun >= 25_000);
    assert.equal((await invocations(pool)).length, 5);
  });

  it('whose first response is late succeed in the second try, which nothing marks as a retry', async (test) => {
    const pool = await probe(test);
    const late = { kind: 'latency', on: { trigger: 'PreSignUp' }, at: 'after', ms: 6000, times: 1 };
    await control(pool, 'POST', '/faults', late);
    const { body } = await signUp(pool, 'ann');
    assert.equal(body.UserConfirmed, true);
    const tried = (await invocations(pool)).filter(({ trigger }) => trigger === 'PreSignUp');
    assert.equal(tried.length, 2);
    const [first, second] = tried;
    assert.deepEqual(first!.event, second!.event);
    assert.notEqual(first!.id, second!.id);
  });

  it('that exceed their own timeout are terminated by Lambda', async (test) => {
    const pool = await probe(test, { Behavior: 'slow@PreSignUp', Seconds: '2' });
    const { body } = await signUp(pool, 'ann');
    assert.equal(body.__type, 'UserLambdaValidationException');
    assert.match(body.message, /^PreSignUp failed with error \S+ [\w-]+ Task timed out after 2\.00 seconds\.$/);
    assert.equal((await invocations(pool)).length, 5);
  });

  it('that exit their process are restarted', async (test) => {
    const pool = await probe(test, { Behavior: 'exit@PreSignUp' });
    const { body } = await signUp(pool, 'ann');
    assert.match(body.message, /Runtime exited with error: exit status 7/);
    const events = await invocations(pool);
    assert.deepEqual(
      events.map(({ invocations }) => invocations),
      [1, 1, 1, 1, 1],
    );
  });

  for (const behavior of ['nothing', 'nonsense']) {
    it(`that return ${behavior} cause an error about unrecognizable output`, async (test) => {
      const pool = await probe(test, { Behavior: `${behavior}@PreSignUp` });
      const { body } = await signUp(pool, 'ann');
      assert.deepEqual(body, { __type: 'InvalidLambdaResponseException', message: 'Unrecognizable lambda output' });
    });
  }

  it('that Cognito may not invoke are not invoked', async (test) => {
    const pool = await probe(test, { Permission: 'no' });
    const { body } = await signUp(pool, newPhone());
    assert.deepEqual(body, {
      __type: 'UnexpectedLambdaException',
      message: 'PreSignUp invocation failed due to error AccessDeniedException.',
    });
    assert.deepEqual(await invocations(pool), []);
  });

  it('can be tested with withheld metadata and with a reused session', async (test) => {
    const pool = await probe(test);
    await signUp(pool, 'ann');
    await control(pool, 'POST', '/faults', [
      { kind: 'withhold-metadata', on: { trigger: 'CreateAuthChallenge' } },
      { kind: 'reuse-session', on: { api: 'RespondToAuthChallenge' }, skip: 1, times: 1 },
    ]);
    const started = await initiate(pool, 'ann');
    const ClientMetadata = { from: 'page' };
    await respond(pool, started, 'sea', { ClientMetadata });
    const create = (await invocations(pool)).at(-1)!.event;
    assert.equal(create.triggerSource, 'CreateAuthChallenge_Authentication');
    assert.equal('clientMetadata' in create.request, false);
    assert.equal(create.request.session.length, 1);
    assert.equal((await respond(pool, started, 'sky')).status, 200);
    assert.equal((await respond(pool, started, 'sky')).body.__type, 'NotAuthorizedException');
  });
});
