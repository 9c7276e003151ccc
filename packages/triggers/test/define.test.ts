/** The Define handler, for every session array that Cognito or an attacker can cause. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DefineAuthChallengeTriggerEvent } from 'aws-lambda';
import { type DefineConfig, defineAuthChallenge } from '../src/handlers/define-auth-challenge.js';

type Entry = { challengeName?: unknown; challengeResult?: unknown; challengeMetadata?: unknown } | null;

const metadata = (sends: number) => `otp1.${'r'.repeat(16)}.sms.${sends}`;
const otp = (challengeResult: unknown, sends = 0): Entry => ({
  challengeName: 'CUSTOM_CHALLENGE',
  challengeResult,
  challengeMetadata: metadata(sends),
});
const native = (challengeName: string, challengeResult: unknown = true): Entry => ({
  challengeName,
  challengeResult,
  challengeMetadata: null,
});

function define(config: Partial<DefineConfig>, session: unknown, request: object = {}) {
  const handler = defineAuthChallenge({ factorOrder: 'otp', attempts: 3, appClients: new Set(), ...config });
  const event = {
    request: { userAttributes: {}, session, userNotFound: false, ...request },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  };
  const { response } = handler(event as unknown as DefineAuthChallengeTriggerEvent);
  if (response.issueTokens) return response.failAuthentication ? 'both' : 'tokens';
  return response.failAuthentication ? 'fail' : response.challengeName;
}

const closed = { sub: 's', phone_number: '+447700900123', 'custom:otp_closed': '1' };

/**
 * Every entry that the tests put into session arrays: first those that Cognito can write for what an attacker does, then
 * those that a broken or foreign trigger could cause.
 */
const entries: Entry[] = [
  native('SRP_A'),
  native('SRP_A', false),
  native('PASSWORD_VERIFIER'),
  native('PASSWORD_VERIFIER', false),
  native('DEVICE_SRP_AUTH'),
  otp(true, 0),
  otp(true, 1),
  otp(true, 2),
  otp(false, 0),
  otp(false, 1),
  otp(false, 2),
  otp(false, 3),
  otp(null, 0),
  otp('true', 0),
  { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: null },
  { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: 'CAPTCHA_CHALLENGE' },
  { challengeName: 'custom_challenge', challengeResult: true, challengeMetadata: metadata(0) },
  null,
];

/** Whether tokens are due: an independent second implementation, which counts entries. */
function tokensDue(
  session: Entry[],
  factorOrder: DefineConfig['factorOrder'],
  sendRequested: boolean,
  cannotSignIn: boolean,
) {
  if (sendRequested || cannotSignIn) return false;
  const names = session.map((entry) => entry?.challengeName);
  const first = names.indexOf('CUSTOM_CHALLENGE');
  const beforeFirst = session.slice(0, first).map((entry) => `${entry?.challengeName}:${entry?.challengeResult}`);
  const allowed = factorOrder === 'otp' ? ['', 'SRP_A:true'] : ['SRP_A:true,PASSWORD_VERIFIER:true'];
  if (first < 0 || !allowed.includes(beforeFirst.join(','))) return false;
  const rounds = session.slice(first);
  const last = rounds[rounds.length - 1];
  const ours = /^otp1\..*\.(\d)$/.exec(String(last?.challengeMetadata));
  return (
    rounds.every((entry) => entry?.challengeName === 'CUSTOM_CHALLENGE') &&
    rounds.slice(0, -1).every((entry) => entry?.challengeResult === false) &&
    last?.challengeResult === true &&
    ours !== null &&
    Number(ours[1]) < rounds.length
  );
}

describe('the Define handler', () => {
  for (const factorOrder of ['otp', 'password-then-otp'] as const) {
    it(`${factorOrder}: issues tokens only when they are due, for every session array up to length 5`, (test) => {
      let arrays = 0;
      let tokens = 0;
      const visit = (session: Entry[], longest: number) => {
        for (const [sendRequested, cannotSignIn, request] of [
          [false, false, {}],
          [true, false, { clientMetadata: { request: 'send' } }],
          [false, true, { userNotFound: true }],
          [false, true, { userAttributes: closed }],
        ] as const) {
          const found = define({ factorOrder }, session, request);
          arrays++;
          if (found === 'tokens') tokens++;
          if ((found === 'tokens') !== tokensDue(session, factorOrder, sendRequested, cannotSignIn)) {
            assert.fail(`${found} for ${JSON.stringify(session)} ${JSON.stringify(request)}`);
          }
        }
        if (session.length < longest) for (const entry of entries) visit([...session, entry], longest);
      };
      visit([], Number(process.env.DEFINE_LENGTH ?? 4));
      // Length 5 only with the entries that Cognito can write: with all of them there would be too many arrays.
      const foreign = entries.splice(12);
      visit([], Number(process.env.DEFINE_WRITTEN ?? 5));
      entries.push(...foreign);
      test.diagnostic(`${arrays} session arrays, ${tokens} with tokens`);
      assert.ok(tokens > 0);
    });
  }

  it('code only: starts with or without SRP_A, asks again after a wrong answer, and fails after three', () => {
    assert.equal(define({}, []), 'CUSTOM_CHALLENGE');
    assert.equal(define({}, [native('SRP_A')]), 'CUSTOM_CHALLENGE');
    assert.equal(define({}, [otp(false)]), 'CUSTOM_CHALLENGE');
    assert.equal(define({}, [native('SRP_A'), otp(false), otp(false)]), 'CUSTOM_CHALLENGE');
    assert.equal(define({}, [otp(false), otp(false), otp(false)]), 'fail');
    assert.equal(define({}, [otp(false), otp(false), otp(true)]), 'tokens');
  });

  it('password first: requires SRP, then the password, then the code, in that order', () => {
    const config = { factorOrder: 'password-then-otp' } as const;
    const passed = [native('SRP_A'), native('PASSWORD_VERIFIER')];
    assert.equal(define(config, []), 'fail', 'SRP is required');
    assert.equal(define(config, [native('SRP_A')]), 'PASSWORD_VERIFIER');
    assert.equal(define(config, passed), 'CUSTOM_CHALLENGE', 'a right password alone gives no tokens');
    assert.equal(define(config, [native('SRP_A'), native('PASSWORD_VERIFIER', false)]), 'fail');
    assert.equal(define(config, [...passed, otp(false)]), 'CUSTOM_CHALLENGE');
    assert.equal(define(config, [...passed, otp(true)]), 'tokens');
    assert.equal(define(config, [otp(true)]), 'fail', 'the code alone is not enough');
    assert.equal(define(config, [native('SRP_A'), otp(true)]), 'fail');
    assert.equal(define(config, [...passed, otp(false), native('PASSWORD_VERIFIER')]), 'fail');
  });

  it('handles a closed account like an unknown user and never issues tokens, whatever value closes it', () => {
    const passed = [native('SRP_A'), native('PASSWORD_VERIFIER')];
    const asks = { clientMetadata: { request: 'send' } };
    const sessions = [
      ...[[], [native('SRP_A')], [otp(false)], [otp(true)], [otp(false), otp(true)], [native('SRP_A'), otp(true)]],
      ...[passed, [native('SRP_A'), native('PASSWORD_VERIFIER', false)], [...passed, otp(false)]],
      ...[
        [...passed, otp(true)],
        [...passed, otp(false), otp(true)],
        [otp(false), otp(false), otp(false)],
      ],
    ];
    const values = ['1', 'false', ' ', 'x'.repeat(1_000_000), 0, false, null, [], [''], {}, { __proto__: '' }];
    for (const factorOrder of ['otp', 'password-then-otp'] as const) {
      for (const session of sessions) {
        for (const request of [{}, asks]) {
          const unknown = define({ factorOrder }, session, { ...request, userNotFound: true });
          const all = [...values.map((value) => ({ ...closed, 'custom:otp_closed': value })), undefined, null, 'x'];
          for (const userAttributes of all) {
            const found = define({ factorOrder }, session, { ...request, userAttributes });
            assert.equal(found, unknown, `${factorOrder} ${JSON.stringify(session)}`);
            assert.notEqual(found, 'tokens');
          }
        }
      }
    }
    assert.equal(define({}, [otp(true)], { userAttributes: { ...closed, 'custom:otp_closed': '' } }), 'tokens');
    const config = { factorOrder: 'password-then-otp' } as const;
    assert.equal(
      define(config, passed, { userAttributes: closed }),
      'fail',
      'a right password is handled like a wrong one',
    );
    assert.equal(define(config, [native('SRP_A')], { userAttributes: closed }), 'PASSWORD_VERIFIER');
  });

  it('does not count send requests as attempts, in this round or in later ones', () => {
    const asks = { clientMetadata: { request: 'send' } };
    assert.equal(define({}, [otp(false), otp(false), otp(false)], asks), 'CUSTOM_CHALLENGE');
    assert.equal(define({}, [otp(false), otp(false), otp(false), otp(false, 2)]), 'CUSTOM_CHALLENGE');
    assert.equal(define({}, [otp(false), otp(false), otp(false), otp(false, 1)]), 'fail');
    assert.equal(define({}, [otp(true)], asks), 'fail', 'a send request is never a right answer');
  });

  it('fails a session after nine rounds', () => {
    const asked = (rounds: number) => Array.from({ length: rounds }, (_, at) => otp(false, at));
    assert.equal(define({}, asked(8), { clientMetadata: { request: 'send' } }), 'CUSTOM_CHALLENGE');
    assert.equal(define({}, asked(9), { clientMetadata: { request: 'send' } }), 'fail');
  });

  it('sets only the response fields that Cognito reads', () => {
    const answer = (session: unknown) => {
      const event = {
        request: { userAttributes: { sub: 's' }, session },
        response: {},
      } as unknown as DefineAuthChallengeTriggerEvent;
      return defineAuthChallenge({ factorOrder: 'otp', attempts: 3, appClients: new Set() })(event).response;
    };
    assert.deepEqual(answer([otp(true)]), { issueTokens: true, failAuthentication: false });
    assert.deepEqual(answer([otp(null)]), { issueTokens: false, failAuthentication: true });
    assert.deepEqual(answer([otp('true')]), { issueTokens: false, failAuthentication: true });
    const asked = { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false };
    assert.deepEqual(answer([otp(false)]), asked);
  });

  it('allows the configured number of attempts', () => {
    assert.equal(define({ attempts: 1 }, [otp(false)]), 'fail');
    assert.equal(define({ attempts: 5 }, Array(4).fill(otp(false))), 'CUSTOM_CHALLENGE');
    assert.equal(define({ attempts: 5 }, Array(5).fill(otp(false))), 'fail');
  });

  it('fails a session or an event that it cannot read', () => {
    for (const session of [undefined, null, {}, 'session', 7, { length: 1 }]) assert.equal(define({}, session), 'fail');
    for (const entry of [null, 7, 'x', [], {}]) assert.equal(define({}, [entry]), 'fail');
    const handler = defineAuthChallenge({ factorOrder: 'otp', attempts: 3, appClients: new Set() });
    const response = handler({ request: null } as unknown as DefineAuthChallengeTriggerEvent).response;
    assert.deepEqual(response, { issueTokens: false, failAuthentication: true });
  });
});
