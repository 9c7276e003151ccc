import type { OtpState } from '@cognito-otp/client';
import {
  BeforeRedirectEvent,
  ErrorEvent,
  InvalidCodeEvent,
  LockoutEvent,
  SentEvent,
  SessionExpiredEvent,
  SignedOutEvent,
  StepEvent,
  SuccessEvent,
} from '../contracts/events.js';
import type { CognitoOtpLogin } from '../elements/cognito-otp-login.js';

/** Tells the page what one change of the client's snapshot means, as events. */
export function announce(host: CognitoOtpLogin, previous: OtpState, next: OtpState): void {
  const { error } = next;
  if (next.step !== previous.step) host.dispatchEvent(new StepEvent(next.step, previous.step));
  if ('notice' in next && next.step === 'code' && previous.step !== 'code' && !error) {
    const { notice, delivery } = next;
    if (notice === 'sent' || notice === 'sent-again') {
      host.dispatchEvent(new SentEvent(delivery.channel, delivery.destination, notice === 'sent-again'));
    }
  }
  if (error && error !== previous.error) {
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
    host.dispatchEvent(new ErrorEvent(error.code, error.message, error.retryable, retryAt));
  }
  const was = 'user' in previous;
  if (next.step === 'signed-in' && !was && previous.step !== 'restoring') {
    host.dispatchEvent(new SuccessEvent(next.user.username, next.user.sub));
    leave(host);
  }
  if (was && next.step === 'identifier' && error?.code !== 'session_revoked') host.dispatchEvent(new SignedOutEvent());
}

/** The address to go on to after sign-in: http or https only, else null. */
export function redirectTarget(host: CognitoOtpLogin): string | null {
  if (!host.redirect || !URL.canParse(host.redirect, document.baseURI)) return null;
  const { protocol, href } = new URL(host.redirect, document.baseURI);
  return /^https?:$/.test(protocol) ? href : null;
}

function leave(host: CognitoOtpLogin): void {
  const url = redirectTarget(host);
  if (url && host.dispatchEvent(new BeforeRedirectEvent(url))) location.assign(url);
}
