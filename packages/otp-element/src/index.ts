export { CognitoOtpLogin, type Kind, type SignUpField } from './cognito-otp-login.js';
export { CognitoOtpLogout } from './cognito-otp-logout.js';
export { CognitoOtpSession } from './cognito-otp-session.js';
export {
  BeforeRedirectEvent,
  BeforeSendEvent,
  BeforeVerifyEvent,
  ErrorEvent,
  InvalidCodeEvent,
  LockoutEvent,
  type LoginEventMap,
  ReadyEvent,
  SentEvent,
  SessionExpiredEvent,
  SignedOutEvent,
  StepEvent,
  SuccessEvent,
} from './events.js';
export { languages, loadMessages } from './messages/languages.js';
export type { Messages, Plural } from './messages/types.js';
