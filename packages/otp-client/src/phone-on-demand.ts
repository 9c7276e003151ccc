/**
 * Entry `./phone-on-demand`: phone numbers with metadata that is loaded country by country. Much smaller than `./phone`, for
 * pages that can load files later.
 */
export {
  countryOfTyped,
  formatPhone,
  type ParsedPhone,
  type PhoneMetadata,
  type PhoneProblem,
  parsePhone,
} from './phone/numbers.js';
export { createPhoneOnDemand, type PhoneOnDemand } from './phone/on-demand.js';
