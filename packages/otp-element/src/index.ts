/** The package's main entry: the elements' and events' classes and the languages. Importing it defines no element. */
export {
  BeforeRedirectEvent,
  BeforeSendEvent,
  BeforeVerifyEvent,
  InvalidCodeEvent,
  LockoutEvent,
  LoginErrorEvent,
  type LoginEventMap,
  ReadyEvent,
  SentEvent,
  SessionExpiredEvent,
  SignedOutEvent,
  StepEvent,
  SuccessEvent,
} from './contracts/events.js';
export type { IdentifierKind, SignUpField } from './contracts/identifier.js';
export { CognitoOtpLogin } from './elements/cognito-otp-login.js';
export { CognitoOtpLogout } from './elements/cognito-otp-logout.js';
export { CognitoOtpSession } from './elements/cognito-otp-session.js';
export { languages, loadMessages } from './i18n/messages/languages.js';
export type { Messages, Plural } from './i18n/messages/types.js';
