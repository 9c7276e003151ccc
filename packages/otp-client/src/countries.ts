/**
 * Entry `./countries`: countries and their calling codes, small enough for the first paint of a form. The data is
 * libphonenumber's; a test checks that the two are equal.
 */

/** ISO 3166-1 alpha-2 code in upper case; also XK, and the islands AC and TA, which have calling codes of their own. */
export type Country = string;

/**
 * The countries by calling code, in ascending order. A number says by how much a calling code is greater than the one before:
 * `1AGAI…6KZRU13EG` is 1 for AG, AI and others, 7 for KZ and RU, 20 for EG. A list by country would be half as large again.
 */
const TABLE =
  '1AGAIASBBBMBSCADMDOGDGUJMKNKYLCMPMSPRSXTCTTUSVCVGVI6KZRU13EG7ZA3GR1NL1BE1FR1ES2HU3ITVA1RO1CH2AT1GBGGIMJE1DK1SE' +
  '1NOSJ1PL1DE2PE1MX1CU1AR1BR1CL1CO1VE2MY1AUCCCX1ID1PH1NZ1SG1TH15JP1KR2VN2CN4TR1IN1PK1AF1LK1MM3IR113SS1EHMA1DZ3TN' +
  '2LY2GM1SN1MR1ML1GN1CI1BF1NE1TG1BJ1MU1LR1SL1GH1NG1TD1CF1CM1CV1ST1GQ1GA1CG1CD1AO1GW1IO1AC1SC1SD1RW1ET1SO1DJ1KE1TZ' +
  '1UG1BI1MZ2ZM1MG1REYT1ZW1NA1MW1LS1BW1SZ1KM21SHTA1ER6AW1FO1GL51GI1PT1LU1IE1IS1AL1MT1CY1AXFI1BG11LT1LV1EE1MD1AM1BY' +
  '1AD1MC1SM2UA1RS1ME1XK2HR1SI1BA2MK31CZ1SK2LI77FK1BZ1GT1SV1HN1NI1CR1PA1PM1HT81BLGPMF1BO1GY1EC1GF1PY1MQ1SR1UY1BQCW7' +
  '1TL2NF1BN1NR1PG1TO1SB1VU1FJ1PW1WF1CK1NU2WS1KI1NC1TV1PF1TK1FM1MH158KP2HK1MO2KH1LA24BD6TW74MV1LB1JO1SY1IQ1KW1SA1YE' +
  '1OM2PS1AE1IL1BH1QA1BT1MN1NP15TJ1TM1AZ1GE1KG2UZ';

/** Reads the table. */
function* entries(): Generator<readonly [Country, string]> {
  let code = 0;
  for (const [, step, group] of TABLE.matchAll(/(\d+)([A-Z]+)/g)) {
    code += Number(step);
    for (const country of group!.match(/../g)!) yield [country, `${code}`];
  }
}

const codes: ReadonlyMap<Country, string> = new Map([...entries()].sort());

/**
 * Every country that has a calling code, sorted by code; sort by name with `Intl.Collator`.
 * @example
 * const names = new Intl.DisplayNames('en', { type: 'region' });
 * const options = countries.map((country) => `${names.of(country)} +${callingCode(country)}`);
 */
export const countries: readonly Country[] = [...codes.keys()];

/** The calling code without a plus, `'44'` for `'GB'`; `undefined` for an unknown country. */
export const callingCode = (country: Country): string | undefined => codes.get(country);
