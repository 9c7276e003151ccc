/** Defines `<cognito-otp-login>`, unless the page has defined it already. */
import { CognitoOtpLogin } from './elements/cognito-otp-login.js';

if (!customElements.get('cognito-otp-login')) customElements.define('cognito-otp-login', CognitoOtpLogin);

declare global {
  interface HTMLElementTagNameMap {
    'cognito-otp-login': CognitoOtpLogin;
  }
}
