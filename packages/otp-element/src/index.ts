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
} from './contracts/events.js';
export { CognitoOtpLogin, type Kind, type SignUpField } from './elements/cognito-otp-login.js';
export { CognitoOtpLogout } from './elements/cognito-otp-logout.js';
export { CognitoOtpSession } from './elements/cognito-otp-session.js';
export { languages, loadMessages } from './i18n/messages/languages.js';
export type { Messages, Plural } from './i18n/messages/types.js';
