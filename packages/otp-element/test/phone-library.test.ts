/** The script build takes libphonenumber without what it never uses: every function must still give what the package gives. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callingCode, countries } from '@cognito-otp/client/countries';
import { phoneMetadata } from '@cognito-otp/client/phone-metadata';
import { build, type Plugin } from 'esbuild';
import { leanModule } from '../scripts/phone-library.mjs';

type Phone = typeof import('@cognito-otp/client/phone-on-demand') & typeof import('@cognito-otp/client/phone-as-typed');

/** The functions for phone numbers, bundled. */
async function bundled(plugins: Plugin[]): Promise<Phone> {
  const contents = `
    export * from '@cognito-otp/client/phone-on-demand';
    export * from '@cognito-otp/client/phone-as-typed';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['source'],
    plugins,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString('base64')}`);
}

const ofScriptBuild: Plugin = {
  name: 'phone-library',
  setup({ onLoad }) {
    onLoad({ filter: /\/libphonenumber-js\/es6\// }, ({ path }) => ({ contents: leanModule(path) }));
  },
};

/** Digits that are the same in every run. */
const digits = (seed: number, length: number) => `${(seed * 7_919 + 104_729) % 10 ** 9}${seed}`.slice(0, length);

/** What a person may type: with every prefix, too short, complete, too long, with an extension, as a link. */
const textsOf = (country: string, index: number) =>
  ['', '0', '00', '1', '8', '+', `+${callingCode(country)}`, `00${callingCode(country)} `, `${callingCode(country)}`]
    .flatMap((prefix) => [5, 8, 9, 10, 11].map((length) => prefix + digits(index * 31 + length, length)))
    .map((text, i) => text + ['', '', ' ext 12', ';ext=3', ' x9'][i % 5])
    .flatMap((text) => [text, `tel:${text}`]);

test('the script build reads and formats phone numbers of all countries as the package does', async () => {
  const [lean, full] = await Promise.all([bundled([ofScriptBuild]), bundled([])]);
  const results = ({ parsePhone, countryOfTyped, formatAsTyped, formatPhone }: Phone) =>
    countries.flatMap((country, index) =>
      textsOf(country, index).map((text) => {
        const parsed = parsePhone(text, country, phoneMetadata);
        const e164 = parsed.problem === undefined ? parsed.e164 : '';
        return JSON.stringify([
          country,
          text,
          parsed,
          countryOfTyped(text, phoneMetadata, country),
          formatAsTyped(text, country, phoneMetadata),
          e164 && formatPhone(e164, 'national', phoneMetadata),
          e164 && formatPhone(e164, 'international', phoneMetadata),
        ]);
      }),
    );
  const expected = results(full);
  results(lean).forEach((result, i) => {
    assert.equal(result, expected[i]);
  });
  const complete = expected.filter((result) => result.includes('e164')).length;
  assert.ok(complete > 1_000, `only ${complete} of ${expected.length} texts are numbers`);
});
