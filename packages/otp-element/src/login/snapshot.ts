/** Values derived from the client's snapshot alone. */
import type { OtpState, Step } from '@cognito-otp/client';
import type { StepView } from '../contracts/step-view.js';

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

/** The step that is shown for a snapshot. */
export function shownStep(state: OtpState): StepView['name'] {
  if ('delivery' in state) return 'code';
  return 'user' in state ? 'signed-in' : 'identifier';
}

/** The number of digits in a code, limited to a number of cells that can be drawn, whatever the server says. */
export const codeLength = (state: OtpState): number =>
  Math.min(Math.max('delivery' in state ? state.delivery.codeLength : 6, 4), 10);

/** Time until another message may be requested, `0:24`; empty if it may be requested now. */
export function countdown(state: OtpState): string {
  const at = ('delivery' in state && state.delivery.resendAt) || 0;
  const seconds = Math.ceil((at - Date.now()) / 1000);
  return seconds > 0 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` : '';
}
