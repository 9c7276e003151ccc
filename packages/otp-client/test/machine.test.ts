/** The state machine: every event in every step. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialModel, type MachineEvent, transition } from '../src/client/machine.js';
import { OtpError } from '../src/index.js';
import {
  checking,
  events,
  handshake,
  identifier,
  models,
  outcome,
  sending,
  starting,
} from './support/machine-models.js';

const columns = [
  'restoring',
  'identifier',
  'starting',
  'code',
  'checking',
  'sending',
  'signed-in',
  'signing-out',
] as const;
const started = 'starting +abort +save +call';
const refused = 'identifier invalid_phone +abort +save';
const canceled = 'identifier +abort +save';
const signedInNow = 'signed-in +abort +save';
const signedOut = 'identifier +save';
const table: Record<string, readonly string[]> = {
  'start with a valid phone number': ['!', started, started, started, started, started, '!', '!'],
  'start with an invalid phone number': ['!', refused, refused, refused, refused, refused, '!', '!'],
  'submit a complete code': ['!', '!', '!', 'checking +call', '!', '!', '!', '!'],
  'submit an incomplete code': ['!', '!', '!', 'code incomplete_code', '!', '!', '!', '!'],
  'resend when allowed': ['!', '!', '!', 'sending +call', '!', '!', '!', '!'],
  'resend too early': ['!', '!', '!', 'code rate_limited', '!', '!', '!', '!'],
  cancel: ['=', '=', canceled, canceled, canceled, canceled, '=', '='],
  'sign-out': ['!', '!', '!', '!', '!', '!', 'signing-out', '!'],
  'session: signed in': [signedInNow, signedInNow, signedInNow, signedInNow, signedInNow, signedInNow, '=', '='],
  'session: a different one': [
    signedInNow,
    signedInNow,
    signedInNow,
    signedInNow,
    signedInNow,
    signedInNow,
    signedInNow,
    '=',
  ],
  'session: none': ['identifier', '=', '=', '=', '=', '=', signedOut, signedOut],
  'session: none, revoked': [
    'identifier',
    '=',
    '=',
    '=',
    '=',
    '=',
    'identifier session_revoked +save',
    'identifier session_revoked +save',
  ],
  'session: none, with a stored handshake': ['code resumed', '=', '=', '=', '=', '=', signedOut, signedOut],
  'session: none, with a stored identifier': ['identifier', '=', '=', '=', '=', '=', signedOut, signedOut],
  'late reply: a round': ['=', '=', '=', '=', '=', '=', '=', '='],
  'late reply: an error': ['=', '=', '=', '=', '=', '=', '=', '='],
  'volatile: storage has failed': [
    'restoring volatile',
    'identifier volatile',
    'starting volatile',
    'code sent volatile',
    'checking volatile',
    'sending volatile',
    'signed-in volatile',
    'signing-out volatile',
  ],
};

/** Events that depend on the step that waits for them, tested separately below. */
const replies = [
  'reply: a round',
  'reply: a round after a wrong code',
  'reply: a retryable error',
  'reply: an error that ends the handshake',
];
const types = {
  start: true,
  submit: true,
  resend: true,
  cancel: true,
  'sign-out': true,
  reply: true,
  session: true,
  volatile: true,
} satisfies Record<MachineEvent['type'], true>;

test('the transition table covers every event and every step', () => {
  assert.deepEqual([...columns].sort(), Object.keys(models).sort());
  for (const step of columns) assert.equal(models[step].state.step, step);
  for (const [name, row] of Object.entries(table)) assert.equal(row.length, columns.length, name);
  assert.deepEqual([...Object.keys(table), ...replies].sort(), Object.keys(events).sort());
  const eventTypes = new Set(Object.values(events).map((make) => make(initialModel).type));
  assert.deepEqual([...eventTypes].sort(), Object.keys(types).sort());
});

for (const [name, row] of Object.entries(table)) {
  test(`${name}, in every step`, () => {
    assert.deepEqual(
      columns.map((step) => `${step}: ${outcome(models[step], events[name]!(models[step]))}`),
      columns.map((step, i) => `${step}: ${row[i]}`),
    );
  });
}

test('each waiting step handles a reply in its own way', () => {
  const outcomes = (step: 'starting' | 'checking' | 'sending') =>
    replies.map((name) => outcome(models[step], events[name]!(models[step])));
  assert.deepEqual(outcomes('starting'), [
    'code sent +save',
    'code wrong_code +save',
    'identifier network +save',
    'identifier session_ended +save',
  ]);
  assert.deepEqual(outcomes('checking'), [
    'code +save',
    'code wrong_code +save',
    'code network +save',
    'identifier session_ended +save',
  ]);
  assert.deepEqual(outcomes('sending'), [
    'code sent-again +save',
    'code wrong_code +save',
    'code network +save',
    'identifier session_ended +save',
  ]);
});

test('every error either stays in the code step or returns to the identifier step, and keeps the identifier', () => {
  const returning: string[] = [];
  for (const error of [
    'wrong_code',
    'expired_code',
    'too_many_attempts',
    'used_up_code',
    'locked',
    'rate_limited',
    'send_failed',
    'unsupported_destination',
    'captcha_required',
    'session_ended',
    'not_authorized',
    'configuration',
    'unsupported_challenge',
    'offline',
    'network',
    'timeout',
    'aborted',
    'throttled',
    'forbidden',
    'service',
    'bad_response',
  ] as const) {
    const [{ state }] = transition(checking, { type: 'reply', runId: checking.runId, error: new OtpError(error) });
    assert.deepEqual(state.identifier, identifier);
    assert.equal(state.error?.code, error);
    if (state.step === 'identifier') returning.push(error);
    else assert.equal(state.step, 'code');
  }
  assert.deepEqual(returning, [
    'too_many_attempts',
    'session_ended',
    'not_authorized',
    'configuration',
    'unsupported_challenge',
  ]);
});

test('a destination that gets no codes returns to the identifier step, unless a code is out', () => {
  const unsent = { ...handshake, delivery: { ...handshake.delivery, sent: false, expiresAt: null } };
  const error = new OtpError('unsupported_destination');
  for (const model of [starting, checking, sending]) {
    const reply = (next: typeof handshake) =>
      outcome(model, { type: 'reply', runId: model.runId, handshake: next, error });
    assert.equal(reply(unsent), 'identifier unsupported_destination +save');
    assert.equal(reply(handshake), 'code unsupported_destination +save');
    const [{ state, handshake: kept }] = transition(model, {
      type: 'reply',
      runId: model.runId,
      handshake: unsent,
      error,
    });
    assert.deepEqual([state.identifier, kept], [identifier, undefined]);
  }
});

test('no other error leaves the code step, and no notice says that a message was sent, while no code is out', () => {
  const unsent = { ...handshake, delivery: { ...handshake.delivery, sent: false, expiresAt: null } };
  for (const model of [starting, checking, sending]) {
    assert.equal(
      outcome(model, { type: 'reply', runId: model.runId, handshake: unsent, error: undefined }),
      'code +save',
    );
    for (const code of ['send_failed', 'rate_limited', 'locked', 'captcha_required'] as const) {
      const event = { type: 'reply', runId: model.runId, handshake: unsent, error: new OtpError(code) } as const;
      assert.equal(outcome(model, event), `code ${code} +save`);
    }
  }
});
