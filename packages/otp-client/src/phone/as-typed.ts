import { AsYouType } from 'libphonenumber-js/core';
import type { Country } from '../countries.js';
import { mayHaveLongerPrefix, normalize, type PhoneMetadata, supportedCountry } from './numbers.js';

/** Formats a text while it is being typed. Takes the whole text typed so far, not the last key. */
export function formatAsTyped(text: string, country: Country | null | undefined, metadata: PhoneMetadata): string {
  // The prefix is replaced by a plus sign only when the number is complete: until then its first digits could be a calling
  // code.
  if (mayHaveLongerPrefix(text, country, metadata)) return text;
  return new AsYouType(supportedCountry(country), metadata).input(normalize(text));
}
