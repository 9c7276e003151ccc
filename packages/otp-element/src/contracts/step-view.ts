import type { Child } from '../dom/tree.js';

/** What one step puts into the frame that all steps share: texts, states, and the contents of the frame's parts. */
export interface StepView {
  /** The step; the form carries it as `data-step` for the style sheets. */
  readonly name: 'identifier' | 'code' | 'waiting' | 'questions' | 'signed-in';
  /** Path data of the icon, in a view box of 24 × 24. */
  readonly icon: string;
  /** The page's logo, which replaces the icon. */
  readonly picture?: Child;
  /** The heading. */
  readonly title: string;
  /** The sentence under the heading. */
  readonly lead: readonly Child[];
  /** The step's fields, above the main button. */
  readonly field: readonly Child[];
  /** The error's text, if there is an error. */
  readonly error?: string | undefined;
  /** The main button's text. Without it the main button is hidden. */
  readonly action?: readonly Child[];
  /** Whether the main button can't be pressed yet. */
  readonly disabled?: boolean;
  /** Whether an answer is awaited. */
  readonly busy: boolean;
  /** Whether the CAPTCHA's slot is shown. Default: on the identifier step alone. */
  readonly captcha?: boolean;
  /** What follows the main button. */
  readonly after?: readonly Child[];
  /** The text of the live region. */
  readonly status?: string | undefined;
  /** Whether the live region is for screen readers alone, because the step already shows what it says. */
  readonly quiet?: boolean;
}
