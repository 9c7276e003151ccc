/** Builds the later steps' models from the client's snapshot and the element's configuration. */
import type { OtpState } from '@cognito-otp/client';
import type { CodeModel, SignedInModel, WaitingModel } from '../contracts/view-models.js';
import type { Mailbox } from './mailbox.js';
import type { ModelSource } from './model-source.js';
import { redirectUrl } from './redirect.js';
import { codeLength, secondsToResend, waitingReason } from './snapshot.js';
import { NOTICE_TEXT, noticeShown } from './status-line.js';
import { destination, invalidField } from './step-facts.js';

/** Above this many digits, cells would be too narrow. */
const MAX_CELLS = 8;

/** A number that is not broken between two lines, unless it is longer than a line. */
const unbroken = (destination: string): string => destination.replaceAll(' ', '\u00a0');

/** The model of the code step. */
export function codeModel(
  source: ModelSource,
  state: Extract<OtpState, { delivery: unknown }>,
  mailbox: Mailbox | undefined,
): CodeModel {
  const { host, commands, messages, phone, errorText, status } = source;
  const { delivery, identifier, error, step } = state;
  const length = codeLength(state);
  const to = unbroken(destination(state, phone));
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
    notice: notice && notice !== 'sent' ? messages.fill(NOTICE_TEXT[notice], { destination: to }) : '',
    countdown: messages.duration(secondsToResend(state)),
    mailbox,
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
        : (user.phone && unbroken(phone.format(user.phone))) || user.email || user.username,
    redirect: redirectUrl(host.redirect),
    busy: state.step === 'signing-out',
    error: errorText,
    status: status.text,
    quiet: status.quiet,
  };
}
