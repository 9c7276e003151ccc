import type { OtpErrorCode } from '@cognito-otp/client';

/** The field that an error is about, which is marked as invalid. */
const FIELD: Readonly<Record<OtpErrorCode, 'identifier' | 'code' | undefined>> = {
  configuration: undefined,
  invalid_phone: 'identifier',
  invalid_email: 'identifier',
  incomplete_code: 'code',
  wrong_code: 'code',
  expired_code: 'code',
  too_many_attempts: 'code',
  used_up_code: 'code',
  locked: undefined,
  rate_limited: undefined,
  send_failed: undefined,
  unsupported_destination: 'identifier',
  captcha_required: undefined,
  session_ended: undefined,
  sign_up_closed: undefined,
  not_authorized: undefined,
  unsupported_challenge: undefined,
  session_revoked: undefined,
  signed_out: undefined,
  offline: undefined,
  network: undefined,
  timeout: undefined,
  aborted: undefined,
  throttled: undefined,
  forbidden: undefined,
  service: undefined,
  bad_response: undefined,
  unexpected: undefined,
  unsupported_browser: undefined,
};

/** The field that an error is about, if it is about one. */
export const fieldOfError = (code: OtpErrorCode | undefined): 'identifier' | 'code' | undefined => code && FIELD[code];
