/** The state machine in every step, one event of each kind, and a short notation for what an event leads to. */
import assert from 'node:assert/strict';
import { initialModel, type MachineEvent, type MachineModel, transition } from '../../src/client/machine.js';
import type { Handshake } from '../../src/handshake/reply.js';
import { OtpError, type OtpState } from '../../src/index.js';
import type { StoredSession } from '../../src/session/token-store.js';

export const identifier = { phone: '+447700900123' };
export const handshake: Handshake = {
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
export const session = {
  user: { username: 'u', sub: 'u', phone: null, email: null, claims: {} },
  expiresAt: 5_000,
  identifier,
} as unknown as StoredSession;

export const after = (model: MachineModel, ...events: MachineEvent[]) =>
  events.reduce((now, event) => transition(now, event)[0], model);
export const idle = after(initialModel, { type: 'session', session: undefined });
export const starting = after(idle, { type: 'start', identifier });
export const code = after(starting, { type: 'reply', runId: starting.runId, handshake, error: undefined });
export const checking = after(code, { type: 'submit', code: '123456' });
export const sending = after(code, { type: 'resend', now: 1_000 });
export const signedIn = after(checking, { type: 'session', session });
export const signingOut = after(signedIn, { type: 'sign-out' });

export const models = {
  restoring: initialModel,
  identifier: idle,
  starting,
  code,
  checking,
  sending,
  'signed-in': signedIn,
  'signing-out': signingOut,
} satisfies Record<OtpState['step'], MachineModel>;

export const retryableError = new OtpError('network', '', { retryable: true });
export const endingError = new OtpError('session_ended');

/** One event of each kind, made for a model: replies carry the run ID of that model, late replies that of the run before. */
export const events: Record<string, (model: MachineModel) => MachineEvent> = {
  'start with a valid phone number': () => ({ type: 'start', identifier }),
  'start with an invalid phone number': () => ({ type: 'start', identifier: { phone: '1' } }),
  'submit a complete code': () => ({ type: 'submit', code: '123456' }),
  'submit an incomplete code': () => ({ type: 'submit', code: '12345' }),
  'resend when allowed': () => ({ type: 'resend', now: 1_000 }),
  'resend too early': () => ({ type: 'resend', now: 999 }),
  cancel: () => ({ type: 'cancel' }),
  'sign-out': () => ({ type: 'sign-out' }),
  'reply: a round': ({ runId }) => ({ type: 'reply', runId, handshake, error: undefined }),
  'reply: a round after a wrong code': ({ runId }) => ({
    type: 'reply',
    runId,
    handshake,
    error: new OtpError('wrong_code'),
  }),
  'reply: a retryable error': ({ runId }) => ({ type: 'reply', runId, error: retryableError }),
  'reply: an error that ends the handshake': ({ runId }) => ({ type: 'reply', runId, error: endingError }),
  'late reply: a round': ({ runId }) => ({ type: 'reply', runId: runId - 1, handshake, error: undefined }),
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
export function outcome(model: MachineModel, event: MachineEvent): string {
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
