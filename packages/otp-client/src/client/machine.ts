import { ENDS_HANDSHAKE, OtpError } from '../contracts/errors.js';
import type { Identifier, OtpState, Step } from '../contracts/state.js';
import type { HandshakeRecord } from '../handshake/handshake-store.js';
import type { Handshake } from '../handshake/reply.js';
import type { StoredSession } from '../session/token-store.js';
import { validateIdentifier } from '../validation/identifier.js';

/**
 * The state machine of the client: pure functions without clock, calls or storage. `runner.ts` feeds it with events and
 * carries out the effects.
 */

/** The snapshot, and what only the next transition needs. */
export interface MachineModel {
  readonly state: OtpState;
  readonly handshake: Handshake | undefined;
  /** Increases with each new snapshot: a reply with an older ID comes too late. */
  readonly runId: number;
}

/** What can happen to the machine. */
export type MachineEvent =
  // Commands.
  | { readonly type: 'start'; readonly identifier: Identifier }
  | { readonly type: 'submit'; readonly code: string }
  | { readonly type: 'resend'; readonly now: number }
  | { readonly type: 'cancel' | 'sign-out' }
  // The result of a command's calls: another challenge to answer, or why there is none.
  | {
      readonly type: 'reply';
      readonly runId: number;
      readonly handshake?: Handshake | undefined;
      readonly error: OtpError | undefined;
    }
  // What is stored: read at the beginning, after a sign-in, a refresh or a sign-out here, and after another tab wrote.
  | ({
      readonly type: 'session';
      readonly session: StoredSession | undefined;
      readonly error?: OtpError | undefined;
    } & HandshakeRecord)
  // Storage has failed.
  | { readonly type: 'volatile' };

/** `call`: call Cognito for the command. `save`: store the handshake. `abort`: end the call in progress. */
export type MachineEffect = 'call' | 'save' | 'abort';

/** The next model, and what has to be done. */
export type Transition = readonly [MachineModel, ...MachineEffect[]];

/** The model before storage has been read. */
export const initialModel: MachineModel = {
  state: Object.freeze({ step: 'restoring', identifier: null, error: null, volatile: false }),
  handshake: undefined,
  runId: 0,
};

/** The properties that a transition sets in the next snapshot. A missing property becomes `null` or is removed. */
interface Change {
  readonly step?: Step;
  readonly identifier?: Identifier | null | undefined;
  readonly error?: OtpError | null | undefined;
  readonly [property: string]: unknown;
}

/** What a reply tells the user, by the step that waited for it. */
function noticeOf(step: Step, error: OtpError | undefined, { delivery }: Handshake) {
  if (error || step === 'checking' || !delivery.sent) return null;
  return step === 'sending' ? 'sent-again' : 'sent';
}

/** Other triggers' codes may be anything without spaces. */
const isComplete = (code: string, { dialect, delivery }: Handshake): boolean =>
  dialect ? code.length === delivery.codeLength && /^\d+$/.test(code) : /^\S+$/.test(code);

/**
 * Returns the model after an event, and the effects. Pure: the same model and event give the same result.
 * @throws {OtpError} `configuration` for a command that the step does not have, which is a bug in the page.
 */
export function transition(model: MachineModel, event: MachineEvent): Transition {
  const { state, handshake, runId } = model;
  const { step, volatile } = state;

  /** A new snapshot begins a new run. Properties that `change` does not have are gone. */
  const toStep = (
    { identifier = null, error = null, ...change }: Change,
    next: Handshake | undefined,
    ...effects: MachineEffect[]
  ): Transition => [
    {
      state: Object.freeze({ identifier, error, volatile, ...change } as OtpState),
      handshake: next,
      runId: runId + 1,
    },
    ...effects,
  ];
  const toIdentifier = (identifier?: Identifier | null, error?: OtpError, ...effects: MachineEffect[]) =>
    toStep({ step: 'identifier', identifier, error }, undefined, ...effects);
  const toCode = (next: Handshake, change: Change, ...effects: MachineEffect[]) =>
    toStep(
      { step: 'code', notice: null, identifier: next.identifier, delivery: next.delivery, ...change },
      next,
      ...effects,
    );
  const assertAllowed = (isAllowed: unknown) => {
    if (isAllowed) return;
    throw new OtpError('configuration', `Invalid command "${event.type}" in step "${step}".`);
  };

  switch (event.type) {
    case 'start': {
      assertAllowed(step === 'identifier' || step === 'starting' || handshake);
      const identifier = validateIdentifier(event.identifier);
      return identifier instanceof OtpError
        ? toIdentifier(Object.freeze({ ...event.identifier }), identifier, 'abort', 'save')
        : toStep({ step: 'starting', identifier }, undefined, 'abort', 'save', 'call');
    }
    case 'submit':
      assertAllowed(step === 'code');
      return isComplete(event.code, handshake!)
        ? toCode(handshake!, { step: 'checking' }, 'call')
        : toCode(handshake!, { error: new OtpError('incomplete_code') });
    case 'resend': {
      assertAllowed(step === 'code');
      const retryAt = handshake!.delivery.resendAt ?? 0;
      return retryAt > event.now
        ? toCode(handshake!, { error: new OtpError('rate_limited', '', { retryAt }) })
        : toCode(handshake!, { step: 'sending' }, 'call');
    }
    case 'cancel':
      return step === 'starting' || handshake ? toIdentifier(state.identifier, undefined, 'abort', 'save') : [model];
    case 'sign-out':
      assertAllowed(step === 'signed-in');
      return toStep({ ...state, step: 'signing-out', error: undefined }, undefined);
    case 'reply': {
      const { error, handshake: next = error && ENDS_HANDSHAKE.includes(error.code) ? undefined : handshake } = event;
      if (event.runId !== runId) return [model];
      // Whether the challenge can't lead to a code: none was sent, and none can be sent to this identifier.
      const isDeadEnd = error?.code === 'unsupported_destination' && !next?.delivery.sent;
      return next && !isDeadEnd
        ? toCode(next, { error, notice: noticeOf(step, error, next) }, 'save')
        : toIdentifier(state.identifier, error, 'save');
    }
    case 'session': {
      const { session, error } = event;
      if (session && step !== 'signing-out') {
        const { user, expiresAt, identifier, isNewUser } = session;
        const next = toStep({ step: 'signed-in', identifier, user, expiresAt, isNewUser }, undefined, 'abort', 'save');
        // The claims distinguish even two refreshes within one second.
        return JSON.stringify(state) === JSON.stringify(next[0].state) ? [model] : next;
      }
      if (step === 'restoring') {
        return event.handshake ? toCode(event.handshake, { notice: 'resumed' }) : toIdentifier(event.identifier);
      }
      return !session && 'user' in state ? toIdentifier(error && state.identifier, error, 'save') : [model];
    }
    case 'volatile':
      return volatile ? [model] : [{ ...model, state: Object.freeze({ ...state, volatile: true }) }];
  }
}
