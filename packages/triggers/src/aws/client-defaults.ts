/**
 * Timeouts of every SDK client in this package, in ms. Cognito gives a trigger 5 s and then calls it again, so a call that
 * is answered later than that has sent its message for nothing. Without `throwOnRequestTimeout`, the SDK would only log a
 * warning.
 */
export const clientDefaults = {
  requestHandler: { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true },
} as const;
