import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { LocalPool } from '@cognito-otp/local-pool';
import { call, control, initiate, newPhone, respond, start } from './support.js';

const template = 'probe/template.yaml';

async function probe(test: TestContext, parameters: Record<string, string> = {}): Promise<LocalPool> {
  const pool = await start(template, { parameters });
  test.after(() => pool.close());
  return pool;
}

interface Seen {
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

/** What the probe function was given so far, in order. */
async function seen(pool: LocalPool): Promise<Seen[]> {
  const { body } = await control(pool, 'GET', '/logs');
  return (body as { line: string }[])
    .map(({ line }) => /SEEN (.*)$/.exec(line)?.[1])
    .filter((text) => text !== undefined)
    .map((text) => JSON.parse(text) as Seen);
}

const signUp = (pool: LocalPool, name: string, extra: object = {}) =>
  call(pool, 'SignUp', { ClientId: pool.clientId, Username: name, Password: 'Correct-horse-1', ...extra });

// Each has a pool of its own, and most of the time is spent waiting for Cognito's five seconds.
describe('triggers', { concurrency: 4 }, () => {
  it('run in Cognito’s order with Cognito’s events', async (test) => {
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
    const events = await seen(pool);
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
    assert.equal('clientMetadata' in request(3), false, 'metadata of InitiateAuth goes to no challenge trigger');
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

  it('may change claims before tokens are made, but not those that are Cognito’s own', async (test) => {
    const pool = await probe(test);
    const { body } = await signUp(pool, 'ann', { UserAttributes: [{ Name: 'custom:tier', Value: 'gold' }] });
    const done = await respond(pool, await initiate(pool, 'ann'), 'sky');
    const claims = JSON.parse(
      Buffer.from(done.body.AuthenticationResult.IdToken.split('.')[1], 'base64url').toString(),
    );
    assert.equal(claims.colour, 'blue');
    assert.equal(claims.sub, body.UserSub);
    assert.equal('custom:tier' in claims, false);
  });

  it('hear of unknown users only where the app client hides who exists', async (test) => {
    const open = await probe(test, { Existence: 'LEGACY' });
    const refused = await initiate(open, 'nobody');
    assert.deepEqual(refused.body, { __type: 'UserNotFoundException', message: 'User does not exist.' });
    assert.deepEqual(await seen(open), []);
    await signUp(open, 'ann');
    await initiate(open, 'ann');
    assert.equal('userNotFound' in (await seen(open)).at(-1)!.event.request, false);

    const hiding = await probe(test);
    const started = await initiate(hiding, 'nobody');
    const { event } = (await seen(hiding)).at(-1)!;
    assert.equal(event.request.userNotFound, true);
    assert.deepEqual(event.request.userAttributes, {});
    assert.equal(event.userName, 'nobody');
    const right = await respond(hiding, started, 'sky');
    assert.deepEqual(right.body, { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' });
  });

  it('run with their own environment only, as Lambda gives it', async (test) => {
    process.env['A_SECRET_OF_THE_PARENT'] = 'hidden';
    const pool = await probe(test, { Seconds: '20' });
    await signUp(pool, 'ann');
    const [{ environment, remaining, name, cwd, isDate } = {} as Seen] = await seen(pool);
    assert.equal(environment['A_SECRET_OF_THE_PARENT'], undefined);
    assert.equal(environment['HOME'], undefined);
    assert.equal(environment['BEHAVIOUR'], 'answer');
    assert.equal(environment['AWS_REGION'], pool.region);
    assert.equal(environment['AWS_LAMBDA_FUNCTION_NAME'], name);
    assert.equal(environment['AWS_ENDPOINT_URL_DYNAMODB'], pool.endpoint);
    assert.match(environment['AWS_ACCESS_KEY_ID'] ?? '', /^ASIA/);
    assert.equal(environment['LAMBDA_TASK_ROOT'], cwd);
    assert.ok(remaining > 19_000 && remaining <= 20_000);
    assert.equal(isDate, true);
  });

  it('stay warm, and see the moved clock', async (test) => {
    const pool = await probe(test);
    await signUp(pool, 'ann');
    await control(pool, 'POST', '/clock', { now: '2040-05-05T00:00:00Z' });
    await initiate(pool, 'ann');
    const last = (await seen(pool)).at(-1)!;
    assert.equal(last.year, 2040);
    assert.ok(last.invocations > 1);
    assert.ok(Math.abs(last.now - Date.parse('2040-05-05T00:00:00Z')) < 10_000);
  });

  it('that throw tell the client their message, after one try', async (test) => {
    const pool = await probe(test, { Behaviour: 'throw@PreSignUp' });
    const { body } = await signUp(pool, 'ann');
    assert.deepEqual(body, {
      __type: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error not today.',
    });
    assert.equal((await seen(pool)).length, 1);
  });

  it('that answer late are tried three times', async (test) => {
    const pool = await probe(test, { Behaviour: 'slow@PreSignUp', Seconds: '10' });
    const begun = Date.now();
    const { body } = await signUp(pool, 'ann');
    assert.equal(body.__type, 'UnexpectedLambdaException');
    assert.equal(
      body.message,
      'PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.',
    );
    assert.ok(Date.now() - begun >= 15_000);
    assert.equal((await seen(pool)).length, 3);
  });

  it('whose first answer comes late succeed at the second try, unmarked', async (test) => {
    const pool = await probe(test);
    const late = { kind: 'latency', on: { trigger: 'PreSignUp' }, at: 'after', ms: 6000, times: 1 };
    await control(pool, 'POST', '/faults', late);
    const { body } = await signUp(pool, 'ann');
    assert.equal(body.UserConfirmed, true);
    const tried = (await seen(pool)).filter(({ trigger }) => trigger === 'PreSignUp');
    assert.equal(tried.length, 2);
    const [first, second] = tried;
    assert.deepEqual(first!.event, second!.event);
    assert.notEqual(first!.id, second!.id);
  });

  it('that outlive their own time-out are ended by Lambda', async (test) => {
    const pool = await probe(test, { Behaviour: 'slow@PreSignUp', Seconds: '1' });
    const { body } = await signUp(pool, 'ann');
    assert.equal(body.__type, 'UserLambdaValidationException');
    assert.match(body.message, /^PreSignUp failed with error \S+ [\w-]+ Task timed out after 1\.00 seconds\.$/);
    assert.equal((await seen(pool)).length, 3);
  });

  it('that end their process are started anew', async (test) => {
    const pool = await probe(test, { Behaviour: 'exit@PreSignUp' });
    const { body } = await signUp(pool, 'ann');
    assert.match(body.message, /Runtime exited with error: exit status 7/);
    const events = await seen(pool);
    assert.deepEqual(
      events.map(({ invocations }) => invocations),
      [1, 1, 1],
    );
  });

  for (const behaviour of ['nothing', 'nonsense']) {
    it(`that answer ${behaviour} are called unrecognizable`, async (test) => {
      const pool = await probe(test, { Behaviour: `${behaviour}@PreSignUp` });
      const { body } = await signUp(pool, 'ann');
      assert.deepEqual(body, { __type: 'InvalidLambdaResponseException', message: 'Unrecognizable lambda output' });
    });
  }

  it('that Cognito has no permission to invoke are not reached', async (test) => {
    const pool = await probe(test, { Permission: 'no' });
    const { body } = await signUp(pool, newPhone());
    assert.deepEqual(body, {
      __type: 'UnexpectedLambdaException',
      message: 'PreSignUp invocation failed due to error AccessDeniedException.',
    });
    assert.deepEqual(await seen(pool), []);
  });

  it('can be shown what they must bear: metadata withheld, a session taken twice', async (test) => {
    const pool = await probe(test);
    await signUp(pool, 'ann');
    await control(pool, 'POST', '/faults', [
      { kind: 'withhold-metadata', on: { trigger: 'CreateAuthChallenge' } },
      { kind: 'reuse-session', on: { api: 'RespondToAuthChallenge' }, skip: 1, times: 1 },
    ]);
    const started = await initiate(pool, 'ann');
    const ClientMetadata = { from: 'page' };
    await respond(pool, started, 'sea', { ClientMetadata });
    const create = (await seen(pool)).at(-1)!.event;
    assert.equal(create.triggerSource, 'CreateAuthChallenge_Authentication');
    assert.equal('clientMetadata' in create.request, false);
    assert.equal(create.request.session.length, 1);
    assert.equal((await respond(pool, started, 'sky')).status, 200);
    assert.equal((await respond(pool, started, 'sky')).body.__type, 'NotAuthorizedException');
  });
});
