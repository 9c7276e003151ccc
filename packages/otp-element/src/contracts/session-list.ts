import type { Tree } from '../dom/tree.js';

/**
 * The interface of `sessions/session-list.ts`, which `<cognito-otp-session>` loads with `import()`
 * on pages that show the list.
 */
export interface ShownList {
  /** The description of the list's nodes; `undefined` if the user pool does not track sessions. */
  view(): Tree | undefined;
  /** After rendering: adds the styles to the shadow root, and moves the focus after a command of the user. */
  updated(root: ShadowRoot): void;
  /** Ends the requests in progress. */
  close(): void;
}
