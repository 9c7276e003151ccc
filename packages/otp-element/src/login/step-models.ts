/** Builds the views' models from the client's snapshot and the element's configuration. */
import type { OtpState } from '@cognito-otp/client';
import { callingCode } from '@cognito-otp/client/countries';
import type { CodeModel, IdentifierStatus, SignedInModel, WaitingModel } from '../contracts/view-models.js';
import { allowedCountries } from '../i18n/allowed-countries.js';
import { isSingleCountry, parseCountryCodes } from '../i18n/country-codes.js';
import type { MessageFormatter } from '../i18n/message-formatter.js';
import { countryOptions, showsCallingCode } from '../views/country-options.js';
import { fieldOfError } from './error-field.js';
import type { LoginCommands } from './login-commands.js';
import type { LoginContext } from './login-context.js';
import type { PhoneField } from './phone-field.js';
import { redirectUrl } from './redirect.js';
import { codeLength, secondsToResend, waitingReason } from './snapshot.js';
import { NOTICE_TEXT, noticeShown, type Status } from './status-line.js';

/** What the models are built from. */
export interface ModelSource extends LoginContext {
  readonly commands: LoginCommands;
  readonly messages: MessageFormatter;
  readonly errorText: string;
  readonly status: Status;
  /** After input in the code field. */
  handleCodeInput(field: HTMLInputElement): void;
}

/** Above this many digits, cells would be too narrow. */
const MAX_CELLS = 8;

/** Where the code was sent: the number or address as typed, or as the server masked it if it is another one. */
export function destination(state: OtpState, phone: PhoneField): string {
  if (!('delivery' in state)) return '';
  const { identifier, delivery } = state;
  if (identifier && 'phone' in identifier && delivery.channel === 'sms') return phone.format(identifier.phone);
  if (identifier && 'email' in identifier && delivery.channel === 'email') return identifier.email;
  return delivery.destination;
}

/** A number that is not broken between two lines. */
const unbroken = (destination: string): string => destination.replaceAll(' ', '\u00a0');

/** The field that the error shown is about. */
const invalidField = ({ commands, state, errorText }: ModelSource) =>
  errorText ? fieldOfError(commands.problem?.code ?? state.error?.code) : undefined;

/** What the first step shows in addition to what the element knows by itself. */
export function identifierStatus(source: ModelSource): IdentifierStatus {
  const { host, messages, state, status, errorText } = source;
  const { country, countries } = host;
  const list = {
    allowed: allowedCountries(countries),
    preferred: parseCountryCodes(host.preferredCountries),
    selected: country,
  };
  return {
    busy: state.step === 'starting',
    error: errorText,
    invalid: invalidField(source) === 'identifier',
    status: status.text,
    quiet: status.quiet,
    countries: countryOptions(list, messages),
    prefix: country
      ? {
          text: `+${callingCode(country)}`,
          shownInList: !isSingleCountry(countries) && showsCallingCode(country, messages.language),
        }
      : undefined,
  };
}

/** The model of the code step. */
export function codeModel(source: ModelSource, state: Extract<OtpState, { delivery: unknown }>): CodeModel {
  const { host, commands, messages, phone, errorText, status } = source;
  const { delivery, identifier, error, step } = state;
  const length = codeLength(state);
  const to = destination(state, phone);
  const notice = noticeShown(state);
  return {
    messages,
    channel: delivery.channel,
    otherChannels: delivery.channels.filter((channel) => channel !== delivery.channel),
    destination: to,
    kind: identifier && 'email' in identifier ? 'email' : 'phone',
    length,
    code: commands.code,
    invalid: invalidField(source) === 'code',
    checking: step === 'checking',
    readonly: step !== 'code',
    busy: step !== 'code',
    captcha: error?.code === 'captcha_required',
    error: errorText,
    status: status.text,
    quiet: status.quiet,
    plain: host.codeAppearance === 'plain' || length > MAX_CELLS,
    manual: host.noAutoSubmit,
    // The heading already says that a message was sent.
    notice: notice && notice !== 'sent' ? messages.fill(NOTICE_TEXT[notice], { destination: unbroken(to) }) : '',
    countdown: messages.duration(secondsToResend(state)),
    ids: host.idSuffix,
    onback: () => commands.back(),
    oninput: (field) => source.handleCodeInput(field),
    onresend: (channel) => commands.resend(channel),
  };
}

/** The model of the view that is shown while there is no code to enter. */
export function waitingModel(source: ModelSource, state: Extract<OtpState, { delivery: unknown }>): WaitingModel {
  const { commands, messages, errorText, status } = source;
  const { delivery, identifier, step } = state;
  return {
    messages,
    reason: waitingReason(state),
    channel: delivery.channel,
    otherChannels: delivery.channels.filter((channel) => channel !== delivery.channel),
    kind: identifier && 'email' in identifier ? 'email' : 'phone',
    retryAt: delivery.resendAt ?? undefined,
    countdown: messages.duration(secondsToResend(state)),
    captcha: true,
    busy: step !== 'code',
    error: errorText,
    status: status.text,
    quiet: status.quiet,
    onback: () => commands.back(),
    onresend: (channel) => commands.resend(channel),
  };
}

/** The model of the last step. */
export function signedInModel(source: ModelSource, state: Extract<OtpState, { user: unknown }>): SignedInModel {
  const { host, messages, phone, errorText, status } = source;
  const { user } = state;
  const given = user.claims['name'] ?? user.claims['given_name'];
  return {
    messages,
    name:
      typeof given === 'string' && given
        ? given
        : (user.phone && phone.format(user.phone)) || user.email || user.username,
    redirect: redirectUrl(host.redirect),
    busy: state.step === 'signing-out',
    error: errorText,
    status: status.text,
    quiet: status.quiet,
  };
}
