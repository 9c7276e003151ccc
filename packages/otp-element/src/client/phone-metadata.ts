import type { PhoneMetadata } from '@cognito-otp/client/phone-metadata';

/**
 * Loads the metadata of a country's phone numbers. This module loads that of all countries, in one file that bundlers can
 * split off. The script build can load a file by its name; there, another module replaces this one and loads a country's
 * file alone (`rollup.config.js`).
 */
export const loadPhoneMetadata = async (_country: string): Promise<PhoneMetadata> =>
  (await import('@cognito-otp/client/phone-metadata')).phoneMetadata;
