import type { OtpState } from '@cognito-otp/client';
import type { LoginHost } from '../contracts/login-host.js';

/** Whether the page has questions for this user, who is new and has not answered them yet. */
export const asksNewUser = (host: LoginHost, state: OtpState): boolean =>
  'user' in state && state.isNewUser && !!host.querySelector('[slot=questions]');

/** Whether the sign-in is complete: the user is signed in, and has answered the questions for new users. */
export const isComplete = (host: LoginHost, state: OtpState): boolean =>
  state.step === 'signed-in' && !asksNewUser(host, state);
