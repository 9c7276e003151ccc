import type { IdentifierProblem, OtpErrorCode } from '@cognito-otp/client';

/** A failure that the element found before it called the client: no connection, an incomplete code, an invalid number. */
export interface LoginProblem {
  readonly code: OtpErrorCode;
  /** Why the identifier is invalid. */
  readonly problem?: IdentifierProblem | undefined;
}
