/** The props that are event handlers, and the types of their events. */

/** The events of the companion elements. */
export const COMPANION_EVENTS = { onError: 'cognito-otp-error', onSignedOut: 'cognito-otp-signed-out' };

/** The events of the login element. */
export const LOGIN_EVENTS = {
  ...COMPANION_EVENTS,
  onReady: 'cognito-otp-ready',
  onStep: 'cognito-otp-step',
  onBeforeSend: 'cognito-otp-before-send',
  onSent: 'cognito-otp-sent',
  onBeforeVerify: 'cognito-otp-before-verify',
  onInvalidCode: 'cognito-otp-invalid-code',
  onLockout: 'cognito-otp-lockout',
  onSuccess: 'cognito-otp-success',
  onBeforeRedirect: 'cognito-otp-before-redirect',
  onSessionExpired: 'cognito-otp-session-expired',
};
