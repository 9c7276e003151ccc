/** Defines `<cognito-otp-session>` and `<cognito-otp-logout>`, unless the page has defined them already. */
import { CognitoOtpLogout } from './elements/cognito-otp-logout.js';
import { CognitoOtpSession } from './elements/cognito-otp-session.js';

if (!customElements.get('cognito-otp-session')) customElements.define('cognito-otp-session', CognitoOtpSession);
if (!customElements.get('cognito-otp-logout')) customElements.define('cognito-otp-logout', CognitoOtpLogout);

declare global {
  interface HTMLElementTagNameMap {
    'cognito-otp-session': CognitoOtpSession;
    'cognito-otp-logout': CognitoOtpLogout;
  }
}
