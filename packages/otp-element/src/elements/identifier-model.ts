import { parseIdentifierKinds, type SignUpField } from '../contracts/identifier.js';
import type { LoginHost } from '../contracts/login-host.js';
import type { IdentifierModel, IdentifierStatus } from '../contracts/view-models.js';
import type { Child } from '../dom/tree.js';
import { isSingleCountry } from '../i18n/country-codes.js';

/** The page's questions; a script may have set the property to anything. */
const questions = ({ fields }: LoginHost): readonly SignUpField[] =>
  Array.isArray(fields)
    ? fields.filter((each) => typeof each?.name === 'string' && typeof each.label === 'string')
    : [];

/**
 * The model of the first step, without its handlers for input.
 *
 * @param countries the options of the country list.
 * @param status what the client adds, once it is loaded.
 */
export function identifierModel(
  host: LoginHost,
  countries: readonly Child[],
  status?: IdentifierStatus,
): IdentifierModel {
  const { kind } = host;
  return {
    ...status,
    kinds: parseIdentifierKinds(host.identifiers),
    kind,
    text: (key) => host.text(key),
    countries: isSingleCountry(host.countries) ? undefined : countries,
    typed: host.typed[kind],
    ids: host.idSuffix,
    questions: questions(host),
    answers: host.answers,
  };
}
