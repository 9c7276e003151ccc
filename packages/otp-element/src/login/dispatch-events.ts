import type { OtpError, OtpState } from '@cognito-otp/client';
import {
  BeforeRedirectEvent,
  InvalidCodeEvent,
  LockoutEvent,
  LoginErrorEvent,
  SentEvent,
  SessionExpiredEvent,
  SignedOutEvent,
  StepEvent,
  SuccessEvent,
} from '../contracts/events.js';
import type { LoginHost } from '../contracts/login-host.js';
import { asksNewUser, isComplete } from './new-user.js';
import { redirectUrl } from './redirect.js';
import { isBusy } from './snapshot.js';

/**
 * Dispatches the element's events for one change of the client's snapshot; follows the page's redirect after sign-in.
 * @param answeredHere whether the questions for new users were answered in this tab.
 */
export function dispatchStateEvents(host: LoginHost, previous: OtpState, next: OtpState, answeredHere: boolean): void {
  const { error } = next;
  if (next.step !== previous.step) host.dispatchEvent(new StepEvent(next.step, previous.step));
  if ('notice' in next && next.step === 'code' && previous.step !== 'code' && !error) {
    const { notice, delivery } = next;
    if (delivery.sent && (notice === 'sent' || notice === 'sent-again')) {
      host.dispatchEvent(new SentEvent(delivery.channel, delivery.destination, notice === 'sent-again'));
    }
  }
  if (error && error !== previous.error) dispatchErrorEvents(host, error, next);
  const wasSignedIn = 'user' in previous;
  const completes = !wasSignedIn || asksNewUser(host, previous);
  if (isComplete(host, next) && completes && previous.step !== 'restoring') {
    const { username, sub } = (next as Extract<OtpState, { user: unknown }>).user;
    host.dispatchEvent(new SuccessEvent(username, sub));
    // Only where the user signed in: a tab that merely learned of it stays where it is.
    if (isBusy(previous.step) || answeredHere) followRedirect(host);
  }
  if (wasSignedIn && next.step === 'identifier' && error?.code !== 'session_revoked') {
    host.dispatchEvent(new SignedOutEvent());
  }
}

/** The event for the kind of error, if it has one of its own, and then the event that every error has. */
function dispatchErrorEvents(host: LoginHost, error: OtpError, next: OtpState): void {
  const retryAt = error.retryAt ?? null;
  switch (error.code) {
    case 'wrong_code':
    case 'expired_code':
    case 'used_up_code':
      host.dispatchEvent(new InvalidCodeEvent(error.code, 'delivery' in next ? next.delivery.attemptsLeft : null));
      break;
    case 'too_many_attempts':
    case 'locked':
      host.dispatchEvent(new LockoutEvent(error.code, retryAt));
      break;
    case 'session_revoked':
    case 'session_ended':
      host.dispatchEvent(new SessionExpiredEvent());
  }
  host.dispatchEvent(new LoginErrorEvent(error.code, error.message, error.retryable, retryAt, error.problem));
}

function followRedirect(host: LoginHost): void {
  const url = redirectUrl(host.redirect);
  if (url && host.dispatchEvent(new BeforeRedirectEvent(url))) location.assign(url);
}
