/**
 * What `<cognito-otp-login>` uses of the modules in `login/`, which it loads with `import()` after the first paint: no
 * static import may tie them to the first paint, not even for a type.
 */
import type { Channel, OtpClient, OtpState, Tokens } from '@cognito-otp/client';
import type { CSSResult } from '@lit/reactive-element';
import type { StepView } from './step-view.js';
import type { IdentifierStatus } from './view-models.js';

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
    /** Signs out here, or on all of the user's devices. */
    signOut(everywhere?: boolean): Promise<void>;
  };
  readonly phone: {
    /** After the phone field lost the focus. */
    handleBlur(): void;
    /** Loads the phone metadata; rejects if it can't be loaded. */
    load(): Promise<unknown>;
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

/** The form in the page's own DOM, implemented by `login/light-dom.ts`. */
export interface LightDomControl {
  /** Puts the form into the element, and its styles into the document or shadow root around it. */
  connect(): void;
  /** Removes the styles. */
  disconnect(): void;
  /** Moves the page's children into their slots. */
  assignSlots(): void;
  /** Adds a style sheet, scoped to the element. */
  addStyles(styles: CSSResult): void;
}
