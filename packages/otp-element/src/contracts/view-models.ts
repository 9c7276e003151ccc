import type { Channel } from '@cognito-otp/client';
import type { Child } from '../dom/tree.js';
import type { MessageFormatter } from '../i18n/message-formatter.js';
import type { firstPaintMessages } from '../i18n/messages/first.js';
import type { IdentifierKind, SignUpField } from './identifier.js';
import type { StepView } from './step-view.js';

export type { Channel };

/*
 * The plain models that the views in `views/` render. A view receives its model and callbacks, never the element or its
 * controller.
 */

/** The frame around every step. */
export interface FrameModel {
  readonly dir: string | undefined;
  /** Whether it isn't known yet which step to show, or in which language: the form keeps its place, invisible and inert. */
  readonly waits: boolean;
  /** Appended to every id in the form. */
  readonly ids: string;
  /** Submits the form. Without it, in a form printed on a server, the main button does nothing. */
  readonly onsubmit?: (event: Event) => void;
}

/** The first step, rendered in a page or printed on a server. */
export interface IdentifierModel {
  /** The kinds of identifier that are accepted. With two of them the form has a switch. */
  readonly kinds: readonly IdentifierKind[];
  /** The kind that is selected. */
  readonly kind: IdentifierKind;
  /** The text for a key. */
  readonly text: (key: keyof typeof firstPaintMessages) => string;
  /** The options of the country list; `undefined` if there is a single country. */
  readonly countries: readonly Child[] | undefined;
  /** The calling code before the number. */
  readonly prefix?: Child;
  /** The identifier field's value. Default: empty. */
  readonly typed?: string;
  /** Whether the error is about the identifier. */
  readonly invalid?: boolean | undefined;
  /** Another address, offered under the fields. */
  readonly suggestion?: Child;
  /** Appended to every id in the form. */
  readonly ids: string;
  /** Questions for new users. */
  readonly questions?: readonly SignUpField[];
  /** The answers so far, by the questions' names. */
  readonly answers?: ReadonlyMap<string, string> | undefined;
  readonly onkind?: (kind: IdentifierKind) => void;
  readonly oncountry?: (event: Event) => void;
  readonly oninput?: (event: Event) => void;
  readonly onblur?: () => void;
}

/** The parts of a step that the page's name and logo replace. */
export interface Brand extends Pick<StepView, 'picture'> {
  /** The heading of the first step with the application's name. */
  readonly title?: string;
}

/** What the first step shows in addition once the client is loaded. */
export interface IdentifierStatus extends Required<Pick<StepView, 'busy' | 'error' | 'status' | 'quiet'>>, Brand {
  /** Whether the error is about the identifier. */
  readonly invalid: boolean;
  /** The options of the country list. */
  readonly countries: readonly Child[];
  readonly prefix: Child;
  readonly suggestion: Child;
}

/** The first step for a person whom the device remembers. */
export interface RememberedModel extends Required<Pick<StepView, 'busy' | 'error' | 'status' | 'quiet'>> {
  readonly messages: MessageFormatter;
  /** The channel that the code is sent over. */
  readonly channel: Channel;
  /** The number or address, masked. */
  readonly name: string;
  /** Forgets the account. */
  readonly onforget: () => void;
}

/** The second step, where the code is typed. */
export interface CodeModel extends Required<Pick<StepView, 'busy' | 'captcha' | 'error' | 'status' | 'quiet'>> {
  readonly messages: MessageFormatter;
  /** The channel of the message that was sent last. */
  readonly channel: Channel;
  /** Channels that another message may be requested over. */
  readonly otherChannels: readonly Channel[];
  /** The number or address the code was sent to. */
  readonly destination: string;
  /** The kind of identifier that the user may go back to change. */
  readonly kind: IdentifierKind;
  /** The number of digits in a code. */
  readonly length: number;
  /** The digits typed so far. */
  readonly code: string;
  /** Whether the error is about the code. */
  readonly invalid: boolean;
  /** Whether the code is being verified. */
  readonly checking: boolean;
  /** Whether the field can't be typed in at the moment. */
  readonly readonly: boolean;
  /** Whether the field is drawn as one box, instead of one cell per digit. */
  readonly plain: boolean;
  /** Whether a complete code is verified only when the main button is pressed. */
  readonly manual: boolean;
  /** What has just happened, in place of the hint: the message was sent again, for instance; empty if nothing has. */
  readonly notice: string;
  /** Time until another message may be requested, `0:24`; empty if it may be requested now. */
  readonly countdown: string;
  /** The person's webmail service, if it is known. */
  readonly mailbox: { readonly name: string; readonly url: string } | undefined;
  /** Appended to every id in the form. */
  readonly ids: string;
  readonly onback: () => void;
  readonly oninput: (field: HTMLInputElement) => void;
  readonly onresend: (channel?: Channel) => void;
}

/**
 * Why there is no code to enter: too many wrong codes, a limit on messages, a message that was refused, a code that is no
 * longer valid, no message so far, or one that is on its way.
 */
export type WaitingReason = 'locked' | 'limited' | 'send-failed' | 'void' | 'unsent' | 'sending';

/** The view in place of the code step while there is no code to enter. */
export interface WaitingModel extends Required<Pick<StepView, 'busy' | 'captcha' | 'error' | 'status' | 'quiet'>> {
  readonly messages: MessageFormatter;
  readonly reason: WaitingReason;
  /** The channel that a message is requested over. */
  readonly channel: Channel;
  /** Channels that a message may be requested over instead. */
  readonly otherChannels: readonly Channel[];
  /** The kind of identifier that the user may go back to change. */
  readonly kind: IdentifierKind;
  /** When a message may be requested, in ms since the epoch; `undefined` if that is unknown. */
  readonly retryAt: number | undefined;
  /** Time until a message may be requested, `0:24`; empty if it may be requested now. */
  readonly countdown: string;
  readonly onback: () => void;
  readonly onresend: (channel: Channel) => void;
}

/** The questions for new users. */
export interface QuestionsModel extends Required<Pick<StepView, 'busy' | 'error' | 'status' | 'quiet'>> {
  readonly messages: MessageFormatter;
  /** The text for a key. */
  readonly texts: (key: 'questionsTitle' | 'questionsLead') => string;
  readonly onsignout: () => void;
}

/** The last step: who is signed in. */
export interface SignedInModel extends Required<Pick<StepView, 'busy' | 'error' | 'status' | 'quiet'>> {
  readonly messages: MessageFormatter;
  /** The user's name, number or address. */
  readonly name: string;
  /** Where the user continues to, if the page set a redirect. */
  readonly redirect: string | undefined;
}
