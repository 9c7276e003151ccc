/**
 * The parts of the metadata that can be loaded by themselves. A part has the name of a country, and contains every country
 * with the same calling code, because the metadata of all of them is needed to decide to which of them a number belongs.
 */
import { type Country, callingCode, countries } from '../countries.js';

/** Calling codes of no country, for satellite phones and international freephone numbers for example. Each is a part. */
const NON_GEOGRAPHIC_CODES: readonly string[] = ['800', '808', '870', '878', '881', '882', '883', '888', '979'];

/** The names of all parts. */
export const metadataParts: readonly string[] = [...countries, ...NON_GEOGRAPHIC_CODES];

/** The part with a country; `undefined` for an unknown country. */
export const partOfCountry = (country: Country): string | undefined => (callingCode(country) ? country : undefined);

/** A part with a calling code; `undefined` if no country has it. */
export const partOfCallingCode = (code: string): string | undefined =>
  countries.find((country) => callingCode(country) === code) ?? NON_GEOGRAPHIC_CODES.find((other) => other === code);
