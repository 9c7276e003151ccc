import type { OtpError, OtpState } from '@cognito-otp/client';
import type { LoginHost } from '../contracts/login-host.js';
import type { LoginProblem } from '../contracts/login-problem.js';
import type { MessageFormatter } from '../i18n/message-formatter.js';
import type { LoginCommands } from './login-commands.js';
import { errorText } from './page-controls.js';
import { codeLength, hasPassed, shownStep } from './snapshot.js';

/** Selects the failure that the form shows, and its text. */

/** The input from which the shown failure is selected. */
interface ErrorSource {
  readonly host: LoginHost;
  readonly state: OtpState;
  readonly commands: LoginCommands;
  readonly messages: MessageFormatter;
}

/** The latest failure, unless the user has begun to correct its cause. */
export function shownError({
  state: { error },
  commands: { problem, dismissedError },
}: Pick<ErrorSource, 'state' | 'commands'>): OtpError | LoginProblem | undefined {
  if (problem) return problem;
  const isShown = error && error !== dismissedError && error.code !== 'aborted' && !hasPassed(error);
  return isShown ? error : undefined;
}

/** The text of the latest failure; empty if there is none. */
export function shownErrorText(source: ErrorSource): string {
  const { host, state, commands, messages } = source;
  const unanswered = commands.unanswered?.text();
  if (unanswered) return unanswered + commands.errorSuffix;
  const shown = shownError(source);
  if (!shown) return '';
  const delivery = 'delivery' in state ? state.delivery : undefined;
  const retryAt = 'retryAt' in shown ? shown.retryAt : undefined;
  const attemptsLeft = delivery?.attemptsLeft ?? undefined;
  const text =
    shownStep(state) === 'waiting'
      ? messages.waiting(shown.code, retryAt)
      : messages.error(shown.code, retryAt, codeLength(state), attemptsLeft, shown.problem);
  const own = errorText(host, shown, text);
  return own && own + commands.errorSuffix;
}
