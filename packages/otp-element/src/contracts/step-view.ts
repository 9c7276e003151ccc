import type { TemplateResult } from 'lit';
import type { Child } from '../dom/tree.js';

/** What a step puts into the frame that all steps share. */
export interface StepView {
  readonly name: 'identifier' | 'code' | 'signed-in';
  /** Path data, on a square of 24. */
  readonly icon: string;
  readonly title: string;
  readonly lead: readonly Child[];
  /** The first step is drawn before Lit's templates are there; the others are templates. */
  readonly field: readonly Child[] | TemplateResult | null;
  readonly error?: string | undefined;
  /** The main button's text; without it there is no main button. */
  readonly action?: string;
  readonly busy: boolean;
  /** Whether the CAPTCHA is asked for here; where this says nothing, it is in the first step. */
  readonly captcha?: boolean;
  readonly after?: TemplateResult;
  /** For the live region; seen too unless `quiet`. */
  readonly status?: string | undefined;
  readonly quiet?: boolean;
}
