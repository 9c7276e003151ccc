import type { OtpClient, OtpState } from '@cognito-otp/client';
import type { LoginHost } from '../contracts/login-host.js';
import type { PhoneField } from './phone-field.js';

/** What the parts of one login share: the element, its client, and the client's latest snapshot. */
export interface LoginContext {
  readonly host: LoginHost;
  /** `undefined` while the element isn't on a page, or if its configuration is invalid. */
  readonly client: OtpClient | undefined;
  readonly state: OtpState;
  readonly phone: PhoneField;
}
