/** Reads the origination identity of each country from one setting. */
import type { EnvironmentReader } from './environment.js';

/** One entry: a country, and the end of the ARN of what its messages are sent from. */
const ENTRY =
  /^([A-Z]{2})=(phone-number\/phone-\w{1,64}|pool\/pool-\w{1,64}|sender-id\/[A-Za-z0-9-]{1,11}\/([A-Z]{2}))$/;

const EXAMPLE = 'for example US=phone-number/phone-0123abcd,GB=sender-id/MYBRAND/GB,DE=pool/pool-0123abcd';

/**
 * Reads `SMS_ORIGIN_BY_COUNTRY`. Its entries name each origin as its ARN ends, because the function's policy allows exactly
 * these ARNs; the origins are full ARNs if `SMS_ORIGIN_ARN` has what precedes.
 *
 * @param isCountry tells codes of countries from others.
 * @returns origination identities by ISO 3166-1 code; `undefined` if the setting is empty.
 * @throws {ConfigurationError} for an invalid entry, which its message quotes.
 */
export function originsByCountry(
  read: EnvironmentReader,
  isCountry: (code: string) => boolean,
): ReadonlyMap<string, string> | undefined {
  const name = 'SMS_ORIGIN_BY_COUNTRY';
  const arn = read.text('SMS_ORIGIN_ARN') ?? '';
  const origins = new Map<string, string>();
  for (const entry of read.text(name)?.split(',') ?? []) {
    const refuse = (expected: string) => read.fail(name, `${expected} in the entry ${JSON.stringify(entry)}`);
    const [, country, origin, idCountry] = ENTRY.exec(entry) ?? refuse(`COUNTRY=ORIGIN (${EXAMPLE})`);
    if (!isCountry(country!)) refuse('the ISO 3166-1 code of a country with telephone numbers');
    if (origins.has(country!)) refuse(`one origin for ${country}, not another one`);
    if (idCountry && idCountry !== country)
      refuse(`a sender id of ${country}, because one of ${idCountry} cannot send there,`);
    origins.set(country!, arn ? arn + origin : identityOf(origin!));
  }
  return origins.size > 0 ? origins : undefined;
}

/** The id in the end of an ARN: `sender-id/MYBRAND/GB` → `MYBRAND`. */
const identityOf = (origin: string): string => origin.split('/')[1]!;
