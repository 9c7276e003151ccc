/**
 * What `<cognito-otp-login>` uses of the modules in `login/`, which it loads with `import()` after the first paint: no
 * static import may tie them to the first paint, not even for a type.
 */
import type { Channel, OtpClient, OtpState, Tokens } from '@cognito-otp/client';
import type { StyleText } from '../dom/adopted-styles.js';
import type { findCode, overtype } from '../dom/code-field.js';
import type { LoginProblem } from './login-problem.js';
import type { StepView } from './step-view.js';
import type { IdentifierStatus } from './view-models.js';

/** Options of a sign-out. */
export interface SignOutOptions {
  /** Whether the user is signed out on all of their devices. Default: false. */
  readonly everywhere?: boolean;
  /** Whether this device forgets who signed in (`remember`). Default: false. */
  readonly forget?: boolean;
}

/** The element's connection to its client, implemented by `login/login-controller.ts`. */
export interface LoginControl {
  /** `undefined` while the element isn't on a page, or if its configuration is invalid. */
  readonly client: OtpClient | undefined;
  /** The client's latest snapshot. */
  readonly state: OtpState;
  readonly commands: {
    /** Requests another message. Never rejects: failures are shown. */
    resend(channel?: Channel): Promise<void>;
    /** Verifies a code that the page got by other means. */
    submitCode(code: string): Promise<void>;
    /** Signs out. */
    signOut(options?: SignOutOptions): Promise<void>;
  };
  readonly phone: {
    /** After the phone field lost the focus. */
    handleBlur(): void;
    /** Loads the phone library and the selected country's metadata; rejects if they can't be loaded. */
    load(): Promise<void>;
    /** The typed number in E.164, or the reason why it is invalid. */
    parse(): Promise<string | LoginProblem>;
  };
  /** What the first step shows in addition to what the element knows by itself. */
  readonly identifierStatus: IdentifierStatus;
  /** The view of the present step; `undefined` for the first one, which the element renders itself. */
  view(): StepView | undefined;
  /** What the main button does in the present step. */
  submit(): Promise<void>;
  /** After input in the identifier field. */
  handleInput(field: HTMLInputElement): void;
  /** Takes the error's text away, if one is shown. */
  dismissError(): void;
  /** Fresh tokens of the signed-in user. */
  getTokens(): Promise<Tokens>;
}

/** The part of the steps after the first that commands use, implemented by `login/later-steps.ts`. */
export interface LaterStepsControl {
  readonly findCode: typeof findCode;
  readonly overtype: typeof overtype;
}

/** The phone number of the first step, implemented by `login/phone-library.ts`. */
export interface PhoneControl {
  /** Loads the selected country's metadata. Rejects if it can't be loaded; the next call tries again. */
  load(): Promise<void>;
  /** An E.164 number formatted for reading; unformatted while its country's metadata is loading. */
  format(e164: string): string;
  /** After input: selects the country of a typed calling code, and with `format="as-you-type"` formats the number. */
  handleInput(field: HTMLInputElement): void;
  /** After the field lost the focus: writes the number in its country's national format. */
  handleBlur(): void;
  /** The field's value in E.164, or the reason why it is invalid. */
  parse(): Promise<string | LoginProblem>;
}

/** The form in the page's own DOM, implemented by `login/light-dom.ts`. */
export interface LightDomControl {
  /** Puts the form into the element, and its styles into the document or shadow root around it. */
  connect(): void;
  /** Removes the styles. */
  disconnect(): void;
  /** Moves the page's children into their slots. */
  assignSlots(): void;
  /** Adds a style sheet, scoped to the element. */
  addStyles(styles: StyleText): void;
}
