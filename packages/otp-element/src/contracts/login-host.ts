import type { OtpClient, OtpClientOptions, OtpError, OtpState, StorageAdapter, Tokens } from '@cognito-otp/client';
import type { PhoneMetadata } from '@cognito-otp/client/phone-metadata';
import type { ReactiveElement } from '@lit/reactive-element';
import type { StyleText } from '../dom/adopted-styles.js';
import type { firstPaintMessages } from '../i18n/messages/first.js';
import type { Messages } from '../i18n/messages/types.js';
import type { IdentifierKind, SignUpField } from './identifier.js';
import type { LoginControl, PhoneControl } from './login-modules.js';
import type { LoginProblem } from './login-problem.js';

/**
 * What the modules in `login/` see of `<cognito-otp-login>`: its configuration, the input of the first step, and what they
 * may ask the element to do. The element implements it, so that no module below imports the element.
 */
export interface LoginHost extends ReactiveElement {
  // Configuration from attributes and properties, documented on the element.
  readonly userPoolId: string;
  readonly clientId: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly identifiers?: string;
  readonly signUp?: OtpClientOptions['signUp'];
  readonly countries?: string;
  readonly preferredCountries?: string;
  readonly codeAppearance?: 'cells' | 'plain';
  readonly format?: 'blur' | 'as-you-type';
  readonly persistence?: OtpClientOptions['persistence'];
  readonly redirect?: string;
  readonly noAutoSubmit: boolean;
  readonly flow?: OtpClientOptions['flow'];
  readonly name?: string;
  readonly required: boolean;
  readonly formValue?: 'sub' | 'id-token';
  readonly captcha?: string | (() => string | Promise<string>);
  readonly fields?: readonly SignUpField[];
  readonly client: OtpClient | null;
  readonly messages?: Partial<Messages>;
  readonly storage?: StorageAdapter;
  readonly fetcher?: typeof fetch;
  readonly errorTransformer?: (error: OtpError | LoginProblem, text: string) => string;

  /** The element's connection to the client; `undefined` until the client is loaded. */
  controller: LoginControl | undefined;
  /** Whether the form is rendered into the page's own DOM. */
  lightDom: boolean;
  /** The step that is shown, reflected for the page to read. */
  step: OtpState['step'];

  /** The identifier kind that is selected. */
  kind: IdentifierKind;
  /** ISO 3166-1 code of the selected country; empty if none is selected yet. */
  country: string;
  /** The texts of the form's language; `undefined` until they are loaded. */
  readonly texts: (typeof firstPaintMessages & Partial<Messages>) | undefined;
  /** The input of the identifier fields, as typed. */
  readonly typed: Record<IdentifierKind, string>;
  /** The answers to the questions in `fields`, by the questions' names. */
  answers: ReadonlyMap<string, string> | undefined;
  /** BCP 47 tag of the form's language. */
  readonly language: string;
  /** Appended to every id in the form; not empty only in light DOM, where ids must be unique in the page. */
  idSuffix: string;

  /** The styles of the first paint. */
  readonly styles: StyleText;
  /** Adds a style sheet to the root that the form is rendered in. */
  addStyles(added: StyleText): void;
  /** The country that the browser's languages indicate; empty if they indicate no allowed country. */
  likelyCountry(allowed: readonly string[]): string;
  /** Loads the texts for the page's current language. */
  loadTexts(): void;
  /** Loads the steps after the first. Rejects if they can't be loaded; the next call tries again. */
  loadLaterSteps(): Promise<unknown>;
  /** Loads the phone library. Rejects if it can't be loaded; the next call tries again. */
  loadPhoneLibrary(): Promise<{ readonly PhoneNumberControl: new (host: LoginHost) => PhoneControl }>;
  /** Loads the metadata of a country's phone numbers, or of a calling code of no country. */
  loadPhoneMetadata(part: string): Promise<PhoneMetadata>;
  /** A text of the first paint by its key. */
  text(key: keyof typeof firstPaintMessages): string;
  /** The tokens of the signed-in user. */
  getTokens(): Promise<Tokens>;
}
