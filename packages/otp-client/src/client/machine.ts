import { endsHandshake, OtpError } from '../contracts/errors.js';
import type { Identifier, OtpState, Step } from '../contracts/state.js';
import type { HandshakeRecord } from '../handshake/handshake-store.js';
import type { Handshake } from '../handshake/reply.js';
import type { StoredSession } from '../session/token-store.js';
import { validateIdentifier } from '../validation/identifier.js';

/** The snapshot, and what only the next transition needs. */
export interface MachineModel {
  readonly state: OtpState;
  readonly handshake: Handshake | null;
  /** Counts what was begun: a reply that carries an older number comes too late. */
  readonly runId: number;
}

export type MachineEvent =
  // Commands.
  | { readonly type: 'start'; readonly identifier: Identifier }
  | { readonly type: 'submit'; readonly code: string }
  | { readonly type: 'resend'; readonly now: number }
  | { readonly type: 'cancel' | 'sign-out' }
  // What became of a call: a round to answer, or why there is none.
  | {
      readonly type: 'reply';
      readonly runId: number;
      readonly handshake?: Handshake | null;
      readonly error: OtpError | null;
    }
  // What storage holds: read at the beginning, after a sign-in, a refresh or a sign-out here, and when another tab wrote.
  | ({
      readonly type: 'session';
      readonly session: StoredSession | undefined;
      readonly error?: OtpError | null;
    } & HandshakeRecord)
  // Storage didn't take something.
  | { readonly type: 'volatile' };

/** `call`: ask Cognito for what the command wants. `save`: bring the record in line. `abort`: give up the call under way. */
export type MachineEffect = 'call' | 'save' | 'abort';

export type Transition = readonly [MachineModel, ...MachineEffect[]];

export const initialModel: MachineModel = {
  state: Object.freeze({ step: 'restoring', identifier: null, error: null, volatile: false }),
  handshake: null,
  runId: 0,
};

/** What a reply tells the user, by the step that waited for it. */
function noticeOf(step: Step, error: OtpError | null) {
  if (error || step === 'checking') return null;
  return step === 'sending' ? 'sent-again' : 'sent';
}

/**
 * What an event makes of the model: pure, no clock, no call, no storage.
 * @throws {OtpError} `configuration` for a command that the step doesn't have, a mistake of the program and not of a person.
 */
export function transition(model: MachineModel, event: MachineEvent): Transition {
  const { state, handshake, runId } = model;
  const { step, volatile } = state;
  const session = 'session' in event && event.session;

  /** A new snapshot begins a new run. What `change` doesn't name is gone. */
  const to = (change: object, next: Handshake | null, ...effects: MachineEffect[]): Transition => [
    {
      state: Object.freeze({ identifier: null, error: null, volatile, ...change } as OtpState),
      handshake: next,
      runId: runId + 1,
    },
    ...effects,
  ];
  const idle = (identifier: Identifier | null = null, error: OtpError | null = null, ...effects: MachineEffect[]) =>
    to({ step: 'identifier', identifier, error }, null, ...effects);
  const round = (next: Handshake, change: object, ...effects: MachineEffect[]) =>
    to(
      { step: 'code', notice: null, identifier: next.identifier, delivery: next.delivery, ...change },
      next,
      ...effects,
    );
  const need = (allowed: unknown) => {
    if (!allowed) throw new OtpError('configuration', `Command "${event.type}" is not available in step "${step}".`);
  };

  switch (event.type) {
    case 'start': {
      need(step === 'identifier' || step === 'starting' || handshake);
      const identifier = validateIdentifier(event.identifier);
      return identifier instanceof OtpError
        ? idle(Object.freeze({ ...event.identifier }), identifier, 'abort', 'save')
        : to({ step: 'starting', identifier }, null, 'abort', 'save', 'call');
    }
    case 'submit':
      need(step === 'code');
      return new RegExp(handshake!.dialect ? `^\\d{${handshake!.delivery.codeLength}}$` : '^\\S+$').test(event.code)
        ? round(handshake!, { step: 'checking' }, 'call')
        : round(handshake!, { error: new OtpError('incomplete_code') });
    case 'resend': {
      need(step === 'code');
      const retryAt = handshake!.delivery.resendAt ?? 0;
      return retryAt > event.now
        ? round(handshake!, { error: new OtpError('rate_limited', '', { retryAt }) })
        : round(handshake!, { step: 'sending' }, 'call');
    }
    case 'cancel':
      return step === 'starting' || handshake ? idle(state.identifier, null, 'abort', 'save') : [model];
    case 'sign-out':
      need(step === 'signed-in');
      return to({ ...state, step: 'signing-out', error: null }, null);
    case 'reply': {
      const { error, handshake: next = error && endsHandshake(error) ? null : handshake } = event;
      const notice = noticeOf(step, error);
      if (event.runId !== runId) return [model];
      return next ? round(next, { error, notice }, 'save') : idle(state.identifier, error, 'save');
    }
    case 'session':
      if (session && step !== 'signing-out') {
        const { user, expiresAt, identifier } = session;
        // Claims tell even two refreshes of one second apart.
        if ('user' in state && JSON.stringify([state.user, state.expiresAt]) === JSON.stringify([user, expiresAt])) {
          return [model];
        }
        return to({ step: 'signed-in', identifier, user, expiresAt }, null, 'abort', 'save');
      }
      if (step === 'restoring') {
        return event.handshake ? round(event.handshake, { notice: 'resumed' }) : idle(event.identifier);
      }
      return !session && 'user' in state ? idle(event.error && state.identifier, event.error, 'save') : [model];
    case 'volatile':
      return volatile ? [model] : [{ ...model, state: Object.freeze({ ...state, volatile: true }) }];
  }
}
