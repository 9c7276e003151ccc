/** The state machine: every event in every step, and properties of arbitrary event sequences. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { initialModel, type MachineEvent, type MachineModel, transition } from '../src/client/machine.js';
import type { Handshake } from '../src/handshake/reply.js';
import { OtpError, type OtpState } from '../src/index.js';
import type { StoredSession } from '../src/session/token-store.js';

const identifier = { phone: '+447700900123' };
const handshake: Handshake = {
  identifier,
  username: 'u',
  session: 's',
  challenge: 'CUSTOM_CHALLENGE',
  dialect: true,
  signedUp: true,
  until: Number.POSITIVE_INFINITY,
  delivery: {
    channel: 'sms',
    channels: ['sms'],
    destination: 'd',
    codeLength: 6,
    sent: true,
    expiresAt: 2_000,
    resendAt: 1_000,
    attemptsLeft: 3,
  },
};
const session = {
  user: { username: 'u', sub: 'u', phone: null, email: null, claims: {} },
  expiresAt: 5_000,
  identifier,
} as unknown as StoredSession;

const after = (model: MachineModel, ...events: MachineEvent[]) =>
  events.reduce((now, event) => transition(now, event)[0], model);
const idle = after(initialModel, { type: 'session', session: undefined });
const starting = after(idle, { type: 'start', identifier });
const code = after(starting, { type: 'reply', runId: starting.runId, handshake, error: null });
const checking = after(code, { type: 'submit', code: '123456' });
const sending = after(code, { type: 'resend', now: 1_000 });
const signedIn = after(checking, { type: 'session', session });
const signingOut = after(signedIn, { type: 'sign-out' });

const models = {
  restoring: initialModel,
  identifier: idle,
  starting,
  code,
  checking,
  sending,
  'signed-in': signedIn,
  'signing-out': signingOut,
} satisfies Record<OtpState['step'], MachineModel>;

const retryableError = new OtpError('network', '', { retryable: true });
const endingError = new OtpError('session_ended');

/** One event of each kind, made for a model: replies carry the run ID of that model, late replies that of the run before. */
const events: Record<string, (model: MachineModel) => MachineEvent> = {
  'start with a valid phone number': () => ({ type: 'start', identifier }),
  'start with an invalid phone number': () => ({ type: 'start', identifier: { phone: '1' } }),
  'submit a complete code': () => ({ type: 'submit', code: '123456' }),
  'submit an incomplete code': () => ({ type: 'submit', code: '12345' }),
  'resend when allowed': () => ({ type: 'resend', now: 1_000 }),
  'resend too early': () => ({ type: 'resend', now: 999 }),
  cancel: () => ({ type: 'cancel' }),
  'sign-out': () => ({ type: 'sign-out' }),
  'reply: a round': ({ runId }) => ({ type: 'reply', runId, handshake, error: null }),
  'reply: a round after a wrong code': ({ runId }) => ({
    type: 'reply',
    runId,
    handshake,
    error: new OtpError('wrong_code'),
  }),
  'reply: a retryable error': ({ runId }) => ({ type: 'reply', runId, error: retryableError }),
  'reply: an error that ends the handshake': ({ runId }) => ({ type: 'reply', runId, error: endingError }),
  'late reply: a round': ({ runId }) => ({ type: 'reply', runId: runId - 1, handshake, error: null }),
  'late reply: an error': ({ runId }) => ({ type: 'reply', runId: runId - 1, error: endingError }),
  'session: signed in': () => ({ type: 'session', session }),
  'session: a different one': () => ({ type: 'session', session: { ...session, expiresAt: 9_000 } }),
  'session: none': () => ({ type: 'session', session: undefined }),
  'session: none, revoked': () => ({ type: 'session', session: undefined, error: new OtpError('session_revoked') }),
  'session: none, with a stored handshake': () => ({ type: 'session', session: undefined, identifier, handshake }),
  'session: none, with a stored identifier': () => ({ type: 'session', session: undefined, identifier }),
  'volatile: storage has failed': () => ({ type: 'volatile' }),
};

/** `step error notice +effect…`; `=` if nothing changes, `!` for a configuration error, that is, a bug in the page. */
function outcome(model: MachineModel, event: MachineEvent): string {
  try {
    const [next, ...effects] = transition(model, event);
    if (next === model) return '=';
    const { state } = next;
    const notice = 'notice' in state && state.notice;
    return [
      state.step,
      state.error?.code,
      notice,
      state.volatile && 'volatile',
      ...effects.map((effect) => `+${effect}`),
    ]
      .filter(Boolean)
      .join(' ');
  } catch (error) {
    assert.ok(error instanceof OtpError && error.code === 'configuration');
    return '!';
  }
}

// The transition table: a row for each event, a column for each step.
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
    assert.deepEqual([state.identifier, kept], [identifier, null]);
  }
});

test('no other error leaves the code step, and no notice says that a message was sent, while no code is out', () => {
  const unsent = { ...handshake, delivery: { ...handshake.delivery, sent: false, expiresAt: null } };
  for (const model of [starting, checking, sending]) {
    assert.equal(outcome(model, { type: 'reply', runId: model.runId, handshake: unsent, error: null }), 'code +save');
    for (const code of ['send_failed', 'rate_limited', 'locked', 'captcha_required'] as const) {
      const event = { type: 'reply', runId: model.runId, handshake: unsent, error: new OtpError(code) } as const;
      assert.equal(outcome(model, event), `code ${code} +save`);
    }
  }
});

test('any sequence of events preserves the invariants that pages rely on', () => {
  const names = Object.keys(events);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names), { maxLength: 40 }), (sequence) => {
      let model = initialModel;
      for (const name of sequence) {
        const event = events[name]!(model);
        let next: MachineModel;
        try {
          [next] = transition(model, event);
        } catch {
          continue;
        }
        const { state } = next;
        assert.ok(Object.isFrozen(state));
        assert.ok(state.step in models);
        assert.equal('delivery' in state, !!next.handshake);
        assert.equal('user' in state, state.step === 'signed-in' || state.step === 'signing-out');
        assert.ok(next === model || next.runId > model.runId || event.type === 'volatile');
        // The typed identifier is cleared only by a sign-out.
        if (model.state.identifier && !state.identifier) assert.ok('user' in model.state);
        assert.ok(!model.state.volatile || state.volatile);
        model = next;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('transitions are pure: the same event gives the same result and mutates nothing', () => {
  for (const model of Object.values(models)) {
    for (const make of Object.values(events)) {
      const before = JSON.stringify(model);
      assert.equal(outcome(model, make(model)), outcome(model, make(model)));
      assert.equal(JSON.stringify(model), before);
    }
  }
});
