import type { StepView } from '../contracts/step-view.js';
import type { CognitoOtpLogin, Kind, SignUpField } from '../elements/cognito-otp-login.js';
import { oneCountry } from '../i18n/page-language.js';
import { identifierView } from './identifier-view.js';

/** The page's questions, less what is none: a script may set anything. */
const questions = ({ fields }: CognitoOtpLogin): readonly SignUpField[] =>
  Array.isArray(fields)
    ? fields.filter((each) => typeof each?.name === 'string' && typeof each.label === 'string')
    : [];

/** The first step of an element: before its client is there with what is typed alone, later with all the client says. */
export function identifierStep(host: CognitoOtpLogin): StepView {
  const { kind, kinds, country, controller } = host;
  const later = controller?.identifier;
  const view = identifierView({
    kinds,
    kind,
    text: (key) => host.text(key),
    countries: oneCountry(host.countries)
      ? null
      : (later?.options ?? [
          [
            'option',
            { value: country },
            (host.named && new Intl.DisplayNames(host.language, { type: 'region' }).of(country)) ||
              host.drawnCountry ||
              country,
          ],
        ]),
    ...(later && { prefix: { text: later.prefix, near: later.near } }),
    typed: host.typed[kind],
    invalid: !!later?.invalid,
    ids: host.idSuffix,
    questions: questions(host),
    answer: (name) => host.answers?.get(name) ?? '',
    onkind(chosen: Kind) {
      host.kind = chosen;
      controller?.forgive();
    },
    oncountry: ({ target }) => {
      host.country = (target as HTMLSelectElement).value;
    },
    oninput: ({ target }) => {
      const field = target as HTMLInputElement;
      host.typed[kind] = field.value;
      host.failed = false;
      controller?.typedIdentifier(field);
    },
    onblur: () => controller?.leftPhone(),
  });
  return {
    ...view,
    busy: later?.busy ?? false,
    error: later?.error,
    status: later?.status,
    quiet: later?.quiet ?? true,
  };
}
