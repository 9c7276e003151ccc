/**
 * Entry `./phone-metadata`: libphonenumber's metadata of all countries, and the parts of it that `./phone-on-demand` loads.
 * The only file that imports the metadata.
 */
import metadata from 'libphonenumber-js/min/metadata';
import { callingCode } from './countries.js';
import type { PhoneMetadata } from './phone/numbers.js';

export { metadataParts } from './phone/parts.js';
export type { PhoneMetadata };

/** The metadata of all countries. */
export const phoneMetadata: PhoneMetadata = metadata;

/** The properties of `all` with these names. */
const pick = <T extends object>(all: T, names: readonly string[]): T =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) as T;

/**
 * One part of the metadata.
 * @param part one of `metadataParts`: a country, or a calling code of no country.
 * @example
 * for (const part of metadataParts) writeFileSync(`phone/${part}.json`, JSON.stringify(metadataOf(part)));
 */
export function metadataOf(part: string): PhoneMetadata {
  const code = callingCode(part) ?? part;
  const codes: Readonly<Record<string, readonly string[] | undefined>> = phoneMetadata.country_calling_codes;
  return {
    version: phoneMetadata.version,
    country_calling_codes: pick(phoneMetadata.country_calling_codes, [code]),
    countries: pick(phoneMetadata.countries, codes[code] ?? []),
    nonGeographic: pick(phoneMetadata.nonGeographic, [code]),
  };
}
