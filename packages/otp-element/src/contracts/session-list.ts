import type { Tree } from '../dom/tree.js';
import type { Messages } from '../i18n/messages/types.js';

/**
 * The interface of `sessions/session-list.ts`, which `<cognito-otp-session>` loads with `import()`
 * on pages that show the list.
 */
export interface ShownList {
  /** The description of the list's nodes; `undefined` if the user pool does not track sessions. */
  view(): Tree | undefined;
  /** After rendering: adds the styles to the shadow root, and moves the focus after a command of the user. */
  updated(root: ShadowRoot): void;
  /**
   * Shows the list in another language from now on.
   *
   * @param tag the page's language as a BCP 47 tag.
   * @param messages the texts that the list shares with the form, in that language.
   */
  translate(tag: string, messages: Messages): void;
  /** Ends the requests in progress. */
  close(): void;
}
