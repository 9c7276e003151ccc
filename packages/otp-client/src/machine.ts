import { type Handshake, nameOf } from './challenge.js';
import { OtpError } from './errors.js';
import type { StoredSession } from './session.js';
import type { Identifier, OtpState } from './state.js';

/** The snapshot, and what only the next transition needs. */
export interface Model {
  readonly state: OtpState;
  readonly handshake: Handshake | null;
  /** Counts what was begun: a reply that carries an older number comes too late. */
  readonly run: number;
}

export type Event =
  // Commands.
  | { readonly type: 'start'; readonly identifier: Identifier }
  | { readonly type: 'submit'; readonly code: string }
  | { readonly type: 'resend'; readonly now: number }
  | { readonly type: 'cancel' }
  | { readonly type: 'sign-out' }
  // What became of them.
  | {
      readonly type: 'round';
      readonly run: number;
      readonly handshake: Handshake;
      readonly error: OtpError | null;
      readonly notice: 'sent' | 'sent-again' | null;
    }
  | { readonly type: 'failed'; readonly run: number; readonly error: OtpError }
  // What storage holds: read at the beginning, after a sign-in, a refresh or a sign-out here, and when another tab wrote.
  | {
      readonly type: 'session';
      readonly session: StoredSession | null;
      readonly error?: OtpError | null;
      readonly identifier?: Identifier | null;
      readonly handshake?: Handshake | null;
    }
  | { readonly type: 'volatile' };

/** `call`: ask Cognito for what the command wants. `save`: bring storage in line. `abort`: give up the call under way. */
export type Effect = 'call' | 'save' | 'abort';

export type Transition = readonly [Model, readonly Effect[]];

export const initial: Model = {
  state: Object.freeze({ step: 'restoring', identifier: null, error: null, volatile: false }),
  handshake: null,
  run: 0,
};

/** After these the round can't be answered any more: the way on is a new start. */
const endsHandshake = ({ code }: OtpError) => /^(session_ended|too_many|not_auth|config|unsupported_ch)/.test(code);

/** The identifier without the blanks around it, or what is wrong with it. */
export function checkIdentifier(given: Identifier): Identifier | OtpError {
  const name = `${nameOf(given) ?? ''}`.trim();
  if ('phone' in given) {
    return /^\+[1-9]\d{6,14}$/.test(name)
      ? { phone: name }
      : new OtpError('invalid_phone', 'phone: give E.164, +447700900123');
  }
  return /^[^\s@]+@[^\s@]+$/.test(name) && name.length < 255
    ? { email: name }
    : new OtpError('invalid_email', 'email: give an address');
}

/**
 * What an event makes of the model: pure, no clock, no call, no storage.
 * @throws {OtpError} `configuration` for a command that the step doesn't have, a mistake of the program and not of a person.
 */
export function transition(model: Model, event: Event): Transition {
  const { state, handshake, run } = model;
  const { step, volatile } = state;

  const idle = (identifier: Identifier | null, error: OtpError | null, effects: Effect[] = ['save']): Transition => [
    { state: Object.freeze({ step: 'identifier', identifier, error, volatile }), handshake: null, run: run + 1 },
    effects,
  ];
  const waiting = (
    nextStep: 'code' | 'checking' | 'sending',
    next: Handshake,
    error: OtpError | null,
    notice: 'sent' | 'sent-again' | 'resumed' | null,
    effects: Effect[] = [],
  ): Transition => {
    const { identifier, delivery } = next;
    return [
      {
        state: Object.freeze({ step: nextStep, identifier, delivery, notice, error, volatile }),
        handshake: next,
        run: run + 1,
      },
      effects,
    ];
  };
  const unchanged: Transition = [model, []];
  const require = (allowed: boolean) => {
    if (!allowed) throw new OtpError('configuration', `${event.type} isn't possible in step ${step}`);
  };

  switch (event.type) {
    case 'start': {
      require(step === 'identifier' || step === 'starting' || !!handshake);
      const identifier = checkIdentifier(event.identifier);
      if (identifier instanceof OtpError) return idle(event.identifier, identifier, ['abort', 'save']);
      return [
        {
          state: Object.freeze({ step: 'starting', identifier, error: null, volatile }),
          handshake: null,
          run: run + 1,
        },
        ['abort', 'save', 'call'],
      ];
    }
    case 'submit': {
      require(step === 'code');
      const { dialect, delivery } = handshake!;
      const complete = dialect ? new RegExp(`^\\d{${delivery.codeLength}}$`) : /^\S+$/;
      return complete.test(event.code)
        ? waiting('checking', handshake!, null, null, ['call'])
        : waiting(
            'code',
            handshake!,
            new OtpError('incomplete_code', `code: give ${delivery.codeLength} digits`),
            null,
          );
    }
    case 'resend': {
      require(step === 'code');
      const retryAt = handshake!.delivery.resendAt ?? 0;
      return retryAt > event.now
        ? waiting(
            'code',
            handshake!,
            new OtpError('rate_limited', 'resend: not before retryAt', { retryAt, retryable: true }),
            null,
          )
        : waiting('sending', handshake!, null, null, ['call']);
    }
    case 'cancel':
      return step === 'starting' || handshake ? idle(state.identifier, null, ['abort', 'save']) : unchanged;
    case 'sign-out':
      require(step === 'signed-in');
      return [{ ...model, state: Object.freeze({ ...state, step: 'signing-out', error: null } as OtpState) }, ['call']];
    case 'round':
      return event.run === run ? waiting('code', event.handshake, event.error, event.notice, ['save']) : unchanged;
    case 'failed':
      if (event.run !== run) return unchanged;
      return handshake && !endsHandshake(event.error)
        ? waiting('code', handshake, event.error, null)
        : idle(state.identifier, event.error);
    case 'session': {
      const { session, error = null } = event;
      if (session && step !== 'signing-out') {
        const { user, expiresAt, identifier } = session;
        if (step === 'signed-in' && state.expiresAt === expiresAt && state.user.sub === user.sub) return unchanged;
        return [
          {
            state: Object.freeze({ step: 'signed-in', identifier, user, expiresAt, error, volatile }),
            handshake: null,
            run: run + 1,
          },
          step === 'signed-in' ? [] : ['abort', 'save'],
        ];
      }
      if (step === 'restoring') {
        return event.handshake
          ? waiting('code', event.handshake, null, 'resumed')
          : idle(event.identifier ?? null, null, []);
      }
      return !session && 'user' in state ? idle(error && state.identifier, error) : unchanged;
    }
    case 'volatile':
      return volatile ? unchanged : [{ ...model, state: Object.freeze({ ...state, volatile: true }) }, []];
  }
}
