/** Values derived from the client's snapshot alone. */
import type { OtpError, OtpErrorCode, OtpState, Step } from '@cognito-otp/client';
import type { StepView } from '../contracts/step-view.js';
import type { WaitingReason } from '../contracts/view-models.js';

/** Whether the client awaits an answer. Signing out isn't counted: the last step shows its progress itself. */
const IS_BUSY: Readonly<Record<Step, boolean>> = {
  restoring: true,
  identifier: false,
  starting: true,
  code: false,
  checking: true,
  sending: true,
  'signed-in': false,
  'signing-out': false,
};

/** Whether the client awaits an answer in this step. */
export const isBusy = (step: Step): boolean => IS_BUSY[step];

/** The view that is shown for a snapshot. A code is asked for only if one was sent and would be accepted. */
export function shownStep(state: OtpState): StepView['name'] {
  if ('user' in state) return 'signed-in';
  if (!('delivery' in state)) return 'identifier';
  return state.delivery.sent && state.error?.code !== 'locked' ? 'code' : 'waiting';
}

/** Errors that pass with time. */
const PASSES: ReadonlySet<OtpErrorCode> = new Set<OtpErrorCode>(['locked', 'rate_limited']);

/** Whether the time has come for which an error said to wait. */
export const hasPassed = (error: Partial<OtpError> & Pick<OtpError, 'code'>): boolean =>
  PASSES.has(error.code) && !!error.retryAt && error.retryAt <= Date.now();

/** What the errors of the waiting view have as its reason. */
const REASONS: Partial<Readonly<Record<OtpErrorCode, WaitingReason>>> = {
  locked: 'locked',
  rate_limited: 'limited',
  send_failed: 'send-failed',
  expired_code: 'void',
  used_up_code: 'void',
};

/** Why there is no code to enter. After a reload the error is no longer known, but the time of the next message is. */
export function waitingReason(state: OtpState): WaitingReason {
  if (state.step === 'sending') return 'sending';
  const { error } = state;
  const reason = error && !hasPassed(error) && REASONS[error.code];
  return reason || (secondsToResend(state) ? 'limited' : 'unsent');
}

/** The number of digits in a code, limited to a number of cells that can be drawn, whatever the server says. */
export const codeLength = (state: OtpState): number =>
  Math.min(Math.max('delivery' in state ? state.delivery.codeLength : 6, 4), 10);

/** Seconds until another message may be requested; 0 if it may be requested now. */
export function secondsToResend(state: OtpState): number {
  const at = ('delivery' in state && state.delivery.resendAt) || 0;
  return Math.max(0, Math.ceil((at - Date.now()) / 1000));
}
