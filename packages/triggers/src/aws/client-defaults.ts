/**
 * Time limits of every SDK client here, in ms. Cognito gives a trigger 5 s and then calls it again; a call that answers
 * after that has sent its message for nothing. (Without the last one the SDK only writes a warning.)
 */
export const clientDefaults = {
  requestHandler: { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true },
} as const;
