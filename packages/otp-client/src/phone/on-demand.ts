import type { Country } from '../countries.js';
import type { PhoneMetadata } from './numbers.js';
import { partOfCallingCode, partOfCountry } from './parts.js';

/** Phone metadata that is loaded in parts, when a number or a country needs them. */
export interface PhoneOnDemand {
  /** Loads the part with this country. Rejects if it can't be loaded; the next call tries again. */
  load(country: Country): Promise<void>;
  /** Returns the result of `read`, or `undefined` if `read` needs metadata that isn't loaded. Loads nothing. */
  ifLoaded<T>(read: (metadata: PhoneMetadata) => T): T | undefined;
  /**
   * Loads the metadata that `read` needs, and resolves with its result. Rejects if a part can't be loaded; the next call
   * tries again.
   */
  whenLoaded<T>(read: (metadata: PhoneMetadata) => T): Promise<T>;
}

/**
 * Loads phone metadata in parts. Look-ups of metadata that isn't loaded are recorded, so that no result is based on
 * incomplete metadata.
 *
 * @param loadPart loads a part: `metadataOf(part)` of the entry `./phone-metadata`, which a build may write into a file for
 *   each of `metadataParts`.
 * @example
 * const phone = createPhoneOnDemand(async (part) => (await fetch(`/phone/${part}.json`)).json());
 * const parsed = await phone.whenLoaded((metadata) => parsePhone('07700 900123', 'GB', metadata));
 */
export function createPhoneOnDemand(loadPart: (part: string) => Promise<PhoneMetadata>): PhoneOnDemand {
  const loaded = new Set<string>();
  const loading = new Map<string, Promise<void>>();
  const missing = new Set<string>();

  const recordingMissing = <T>(partOf: (key: string) => string | undefined): Record<string, T> =>
    new Proxy<Record<string, T>>(
      {},
      {
        get(found, key: string) {
          const part = key in found ? undefined : partOf(key);
          if (part && !loaded.has(part)) missing.add(part);
          return found[key];
        },
      },
    );
  const metadata = {
    version: 4,
    country_calling_codes: recordingMissing(partOfCallingCode),
    countries: recordingMissing(partOfCountry),
    nonGeographic: {},
  } as unknown as PhoneMetadata;

  const fetchPart = async (part: string) => {
    const { country_calling_codes: codes, countries, nonGeographic } = await loadPart(part);
    Object.assign(metadata.country_calling_codes, codes);
    Object.assign(metadata.countries, countries);
    Object.assign(metadata.nonGeographic, nonGeographic);
    loaded.add(part);
  };
  const load = (part: string): Promise<void> => {
    const started =
      loading.get(part) ??
      fetchPart(part).catch((error) => {
        loading.delete(part);
        throw error;
      });
    loading.set(part, started);
    return started;
  };

  /** The result of `read`, in an array; `undefined` if metadata is missing, which `missing` then lists. */
  const attempt = <T>(read: (metadata: PhoneMetadata) => T): readonly [T] | undefined => {
    missing.clear();
    try {
      const result = read(metadata);
      return missing.size === 0 ? [result] : undefined;
    } catch (error) {
      // libphonenumber may throw because metadata is missing.
      if (missing.size === 0) throw error;
      return undefined;
    }
  };

  return {
    load: async (country) => {
      const part = partOfCountry(country);
      if (part && !(country in metadata.countries)) await load(part);
    },
    ifLoaded: (read) => attempt(read)?.[0],
    async whenLoaded(read) {
      for (;;) {
        const done = attempt(read);
        if (done) return done[0];
        await Promise.all([...missing].map(load));
      }
    },
  };
}
