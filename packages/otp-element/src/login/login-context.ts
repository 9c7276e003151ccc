import type { OtpClient, OtpState } from '@cognito-otp/client';
import type { LoginHost } from '../contracts/login-host.js';
import type { LaterStepsControl } from '../contracts/login-modules.js';
import type { OptionalParts } from './optional-parts.js';
import type { PhoneField } from './phone-field.js';

/** What the parts of one login share: the element, its client, and the client's latest snapshot. */
export interface LoginContext {
  readonly host: LoginHost;
  /** `undefined` while the element isn't on a page, or if its configuration is invalid. */
  readonly client: OtpClient | undefined;
  readonly state: OtpState;
  readonly phone: PhoneField;
  /** The steps after the first; `undefined` until they are loaded. */
  readonly steps: LaterStepsControl | undefined;
  readonly optional: OptionalParts;
  /** Announces that the form has switched to the other kind of identifier by itself. */
  onKindSwitch(): void;
}
