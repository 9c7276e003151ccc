import type { OtpClientOptions } from '@cognito-otp/client';

/**
 * Whether this browser holds something of an earlier visit, so that the first step isn't shown for a moment first. No
 * other area is opened than the one in use: each holds up the first paint until the browser has fetched it.
 */
export function hasTrace(clientId: string, persistence: OtpClientOptions['persistence'] = 'local'): boolean {
  try {
    const area = globalThis[`${persistence as 'local'}Storage`];
    return Object.keys(area).some((key) => key.includes(clientId));
  } catch {
    return false;
  }
}
