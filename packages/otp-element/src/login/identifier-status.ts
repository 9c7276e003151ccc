/** The parts of the first step's model that need the client. */
import { callingCode } from '@cognito-otp/client/countries';
import type { IdentifierStatus } from '../contracts/view-models.js';
import { allowedCountries } from '../i18n/allowed-countries.js';
import { isSingleCountry, parseCountryCodes } from '../i18n/country-codes.js';
import { countryOptions, showsCallingCode } from '../views/country-options.js';
import { suggestionView } from '../views/suggestion-view.js';
import type { ModelSource } from './model-source.js';
import { invalidField } from './step-facts.js';

/** The parts of the first step's model that the element does not know by itself. */
export function identifierStatus(source: ModelSource): IdentifierStatus {
  const { host, messages, state, status, errorText, suggestion, optional } = source;
  const { country, countries } = host;
  const list = {
    allowed: allowedCountries(countries),
    preferred: parseCountryCodes(host.preferredCountries),
    selected: country,
  };
  return {
    ...optional.brand?.of('identifier'),
    busy: state.step === 'starting',
    error: errorText,
    invalid: invalidField(source) === 'identifier',
    status: status.text,
    quiet: status.quiet,
    countries: countryOptions(list, messages),
    suggestion:
      suggestion.current !== undefined &&
      suggestionView(messages, suggestion.current, () => {
        suggestion.accept();
        host.focus();
      }),
    prefix: country && [
      'bdi',
      {
        part: 'prefix',
        // Whether the country list shows it too.
        'data-near': !isSingleCountry(countries) && showsCallingCode(country, messages.language),
      },
      `+${callingCode(country)}`,
    ],
  };
}
