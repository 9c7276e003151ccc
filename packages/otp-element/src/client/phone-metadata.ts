import type { PhoneMetadata } from '@cognito-otp/client/phone-metadata';

/**
 * Loads the metadata of a country's phone numbers. This module gets that of all countries, in one file that bundlers can
 * split off. In the script build, which can load a file by its name, another module takes its place and gets a country's file
 * alone (`rollup.config.js`).
 */
export const loadPhoneMetadata = async (_country: string): Promise<PhoneMetadata> =>
  (await import('@cognito-otp/client/phone-metadata')).phoneMetadata;
