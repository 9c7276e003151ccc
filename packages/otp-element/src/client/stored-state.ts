import type { OtpClientOptions } from '@cognito-otp/client';

/**
 * Whether this browser stores anything for the app client, a session for instance: the first step then stays hidden until
 * the client has read it. Opens only the storage area in use: each one delays the first paint until the browser has
 * loaded it.
 */
export function hasStoredState(clientId: string, persistence: OtpClientOptions['persistence'] = 'local'): boolean {
  try {
    const area = globalThis[`${persistence as 'local'}Storage`];
    return Object.keys(area).some((key) => key.includes(clientId));
  } catch {
    return false;
  }
}
