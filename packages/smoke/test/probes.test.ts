/** Every probe passes on a local pool, and detects its differences. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { PROBES } from '@cognito-otp/smoke';
import { STACK, type Tamper } from './support/cloud-model.js';
import { altered, type Harness, openHarness, outcomes, refused, webAcl } from './support/harness.js';

let harness: Harness;
before(async () => {
  harness = await openHarness();
});
after(() => harness.close());
beforeEach(() => harness.reset());

/** Probes that cannot pass on this stack, with the reason. */
const INAPPLICABLE: Readonly<Record<string, RegExp>> = {
  'password-first': /begin with a code/,
  deletion: /needs --create/,
};

describe('the smoke test on a stack without differences', () => {
  it('passes every probe that applies, reports why the others were not run, and leaves nothing behind', async () => {
    const { cloud, initial } = harness;
    const { code, report, said } = await harness.run([]);
    for (const { name } of PROBES) {
      const expected = name in INAPPLICABLE ? 'not run' : 'passed';
      assert.equal(outcomes(report)[name], expected, `${name}\n${said}`);
    }
    for (const reason of Object.values(INAPPLICABLE)) assert.match(report, reason);
    assert.equal(code, 3);
    assert.deepEqual([await harness.users(), cloud.pools.size], [0, 0]);
    assert.deepEqual(cloud.parameters, initial);
    assert.match(report, /Everything that was created or changed was cleaned up/);
  });

  it('ends with 0 when all selected probes passed', async () => {
    const { code } = await harness.run(['permissions', 'session-reuse', 'unknown-username']);
    assert.equal(code, 0);
  });

  it('deletes a stack that it has created, and what the deletion retains', async () => {
    const { cloud } = harness;
    cloud.exists = false;
    const deploy = async (args: readonly string[]): Promise<number> => {
      for (const one of ['deploy', STACK, 'Countries=GB', 'BrandName="A \\"B\\" C"', 'SendsIn10Minutes=10'])
        assert.ok(args.includes(one), one);
      cloud.exists = true;
      return 0;
    };
    const options = { scope: 'created', parameters: ['Countries=GB', 'BrandName=A "B" C'] } as const;
    const { code, report, said } = await harness.run(['deletion'], options, { deploy });
    assert.equal(outcomes(report)['deletion'], 'passed', said);
    assert.deepEqual([code, cloud.exists, cloud.hasTable, cloud.hasPool], [0, false, false, false]);
  });

  it('detects a stack that cannot be deleted, and reports that it is left', async () => {
    const { cloud } = harness;
    cloud.exists = false;
    cloud.tamper = async ({ action }) =>
      action === 'DeleteStack' ? { status: 200, body: '<DeleteStackResponse/>' } : undefined;
    const deploy = async (): Promise<number> => {
      cloud.exists = true;
      return 0;
    };
    const { code, report } = await harness.run(['deletion'], { scope: 'created' }, { deploy });
    assert.deepEqual([code, outcomes(report)['deletion']], [4, 'DIFFERS']);
    assert.match(report, /Not cleaned up:\*\* the stack local/);
  });
});

describe('a stack whose sign-ins begin with a password', () => {
  it('passes password-first, and fails if the custom flow needs another auth flow', async () => {
    const second = await openHarness({ FactorOrder: 'password-then-otp' });
    try {
      const { code, said } = await second.run(['password-first']);
      assert.equal(code, 0, said);
      second.cloud.tamper = refused('InitiateAuth', 'InvalidParameterException');
      const { code: red, report } = await second.run(['password-first']);
      assert.deepEqual([red, outcomes(report)['password-first']], [1, 'DIFFERS']);
    } finally {
      await second.close();
    }
  });
});

const inXml =
  (action: string, from: string | RegExp, to: string): Tamper =>
  async (call, forward) => {
    if (call.action !== action) return undefined;
    const { status, body } = await forward();
    return { status, body: String(body).replace(from, to) };
  };

const withParameters = (body: Record<string, unknown>, change: Record<string, string>) => ({
  ...body,
  ChallengeParameters: { ...(body['ChallengeParameters'] as object), ...change },
});

/** The second answer with a Session is accepted: the local pool's own fault. */
const sessionsWorkTwice: Tamper = async ({ action }) => {
  if (action === 'InitiateAuth') {
    await harness.deployment.injectFault({ kind: 'reuse-session', on: { api: 'RespondToAuthChallenge' } });
  }
  return undefined;
};

const withoutMetadata: Tamper = async (call, forward) => {
  const { ClientMetadata: _dropped, ...input } = call.input;
  return call.action === 'RespondToAuthChallenge' ? forward({ ...call, input }) : undefined;
};

/** After a rotation, no code is right. */
const rotationVoidsCodes = (): Tamper => {
  let hasRotated = false;
  return async (call, forward) => {
    hasRotated ||= call.action === 'RotateSecret';
    if (call.action !== 'RespondToAuthChallenge' || !hasRotated) return undefined;
    const { ANSWER: _right, ...responses } = call.input['ChallengeResponses'] as Record<string, string>;
    return forward({ ...call, input: { ...call.input, ChallengeResponses: { ...responses, ANSWER: '000000' } } });
  };
};

/** A rotation leaves a pending version. */
const rotationStops = (): Tamper => {
  let hasRotated = false;
  let isPending = true;
  return async (call, forward) => {
    hasRotated ||= call.action === 'RotateSecret';
    if (call.action === 'UpdateSecretVersionStage') {
      isPending = false;
      return { status: 200, body: {} };
    }
    if (call.action !== 'DescribeSecret' || !hasRotated || !isPending) return undefined;
    const { status, body } = await forward();
    const { VersionIdsToStages, ...rest } = body as { VersionIdsToStages: object };
    return { status, body: { ...rest, VersionIdsToStages: { ...VersionIdsToStages, stuck: ['AWSPENDING'] } } };
  };
};

const logsWithout = altered('FilterLogEvents', ({ events }) => ({
  events: (events as { message: string }[]).filter(({ message }) => !message.includes('"known":false')),
}));

/** For each probe the differences that it must detect. */
const DIFFERENCES: readonly (readonly [probe: string, what: string, tamper: () => Tamper, observed: RegExp])[] = [
  [
    'first-creation',
    'a resource whose creation failed',
    () => inXml('DescribeStackEvents', 'CREATE_COMPLETE', 'CREATE_FAILED'),
    /CREATE_FAILED|local: no reason/,
  ],
  [
    'permissions',
    'everything is allowed',
    () => inXml('SimulatePrincipalPolicy', 'implicitDeny', 'allowed'),
    /foreign key: allowed.*absent key: allowed/,
  ],
  [
    'permissions',
    'nothing is allowed',
    () => inXml('SimulatePrincipalPolicy', '>allowed', '>implicitDeny'),
    /own key: implicitDeny/,
  ],
  [
    'sign-up',
    'a user who has to be confirmed',
    () => altered('SignUp', (body) => ({ ...body, UserConfirmed: false })),
    /UserConfirmed false/,
  ],
  [
    'sign-up',
    'a message of Cognito',
    () => altered('SignUp', (body) => ({ ...body, CodeDeliveryDetails: { Destination: '+44***' } })),
    /CodeDeliveryDetails/,
  ],
  [
    'sign-up',
    'a call of CustomMessage',
    () => altered('FilterLogEvents', () => ({ events: [{ message: 'START RequestId: 1' }] })),
    /CustomMessage was called/,
  ],
  [
    'unknown-user',
    'an error for a name without an account',
    () => refused('InitiateAuth', 'UserNotFoundException'),
    /UserNotFound/,
  ],
  ['unknown-user', 'a Create that does not know that the user is missing', () => logsWithout, /no log line/],
  [
    'unknown-user',
    'other parameters',
    () => altered('InitiateAuth', (body) => ({ ...body, ChallengeParameters: { USERNAME: 'x' } })),
    /without attemptsLeft/,
  ],
  [
    'unknown-username',
    'the name that was typed',
    () => async (call, forward) => {
      if (call.action !== 'InitiateAuth') return undefined;
      const { status, body } = await forward();
      const { USERNAME } = call.input['AuthParameters'] as { USERNAME: string };
      return { status, body: withParameters(body as Record<string, unknown>, { USERNAME }) };
    },
    /the name that was typed/,
  ],
  ['session-reuse', 'a Session that works twice', () => sessionsWorkTwice, /accepted: CUSTOM_CHALLENGE/],
  ['client-metadata', 'metadata that does not arrive', () => withoutMetadata, /wrong_code/],
  ['metrics', 'no metrics', () => altered('GetMetricData', () => ({ MetricDataResults: [] })), /no data/],
  [
    'first-tokens',
    'an access token that is revoked at once',
    () => refused('GetUser', 'NotAuthorizedException'),
    /GetUser: NotAuthorized/,
  ],
  [
    'first-tokens',
    'an access token that is revoked a moment later',
    () => refused('GetUser', 'NotAuthorizedException', 3),
    /two seconds later/,
  ],
  [
    'first-tokens',
    'a refresh token that is revoked',
    () => refused('GetTokensFromRefreshToken', 'NotAuthorizedException'),
    /refresh/,
  ],
  [
    'first-tokens',
    'the fourth sign-in with revoked tokens',
    () => refused('GetUser', 'NotAuthorizedException', 10),
    /sign-in 4 of/,
  ],
  [
    'rotation-in-sign-in',
    'a code that a rotation makes void',
    rotationVoidsCodes,
    /typed twice was not accepted: wrong_code/,
  ],
  ['rotation', 'a pending version', rotationStops, /1 pending/],
  [
    'rotation',
    'a rotation that does nothing',
    () =>
      async ({ action }) =>
        action === 'RotateSecret' ? { status: 200, body: {} } : undefined,
    /did not move/,
  ],
  [
    'lite-plan',
    'rotation on the plan Lite',
    () =>
      async ({ action }) =>
        action === 'CreateUserPoolClient' ? { status: 200, body: {} } : undefined,
    /with rotation: accepted/,
  ],
  [
    'sms-region',
    'a foreign Region that is accepted',
    () =>
      async ({ action }) =>
        action === 'CreateUserPool' ? { status: 200, body: { UserPool: { Id: 'x_1' } } } : undefined,
    /sa-east-1: accepted/,
  ],
  [
    'brand-name',
    'letters that become question marks',
    () => async (call, forward) => {
      if (call.action !== 'DescribeUserPool') return undefined;
      const { status, body } = await forward();
      return { status, body: JSON.parse(JSON.stringify(body).replaceAll('ü', '?')) };
    },
    /M\?ller/,
  ],
  [
    'channels',
    'an SMS configuration that does not come back',
    () =>
      altered('DescribeUserPool', ({ UserPool }) => ({
        UserPool: { ...(UserPool as object), SmsConfiguration: undefined },
      })),
    /without SMS$/m,
  ],
  [
    'threat-protection',
    'a mode that stays',
    () =>
      altered('DescribeUserPool', ({ UserPool }) => ({
        UserPool: { ...(UserPool as object), UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } },
      })),
    /off: AUDIT/,
  ],
  [
    'threat-protection',
    'enforcement without actions',
    () => altered('DescribeRiskConfiguration', () => ({ RiskConfiguration: {} })),
    /without an action/,
  ],
  ['waf', 'a web ACL that does not match', () => webAcl(Number.POSITIVE_INFINITY), /not blocked/],
  [
    'email-sender',
    'email that is not accepted',
    () => refused('RespondToAuthChallenge', 'NotAuthorizedException'),
    /NotAuthorized/,
  ],
  [
    'sms-without-origin',
    'a message that is not accepted',
    () => altered('InitiateAuth', (body) => withParameters(body, { reason: 'send_failed' })),
    /send_failed/,
  ],
];

describe('a difference', () => {
  for (const [probe, what, tamper, observed] of DIFFERENCES) {
    it(`makes ${probe} fail: ${what}`, async () => {
      harness.cloud.tamper = tamper();
      const { code, report, said } = await harness.run([probe]);
      assert.deepEqual([outcomes(report)[probe], code === 1 || code === 4], ['DIFFERS', true], said);
      assert.match(report, observed);
      assert.match(report, /what to do/);
      assert.equal(await harness.users(), 0);
      assert.deepEqual(harness.cloud.parameters, harness.initial);
    });
  }

  it('is planted for every probe but the two that have tests of their own', () => {
    const planted = new Set(DIFFERENCES.map(([probe]) => probe));
    const missing = PROBES.map(({ name }) => name).filter((name) => !planted.has(name));
    assert.deepEqual(missing, ['password-first', 'deletion']);
  });
});
