/** What a step puts into the frame that all steps share. */
export interface StepView {
  readonly name: 'identifier' | 'code' | 'signed-in';
  /** Path data, on a square of 24. */
  readonly icon: string;
  readonly title: unknown;
  readonly lead: unknown;
  readonly field: unknown;
  readonly error?: unknown;
  /** The main button's text; without it there is no main button. */
  readonly action?: string;
  readonly busy: boolean;
  /** Whether the CAPTCHA is asked for here; where this says nothing, it is in the first step. */
  readonly captcha?: boolean;
  readonly after?: unknown;
  /** For the live region; seen too unless `quiet`. */
  readonly status?: unknown;
  readonly quiet?: boolean;
}
