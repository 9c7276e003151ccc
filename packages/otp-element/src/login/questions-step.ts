import type { OtpState } from '@cognito-otp/client';
import type { StepView } from '../contracts/step-view.js';
import { IDENTIFIER_PATH } from '../views/icons.js';
import { asksNewUser } from './new-user.js';
import type { NewUserQuestions, QuestionsContext } from './new-user-questions.js';

/**
 * Shows the questions for new users after the code, and loads their code only on pages with
 * questions.
 */
export class QuestionsStep {
  #questions: NewUserQuestions | undefined;
  #hasFailed = false;

  constructor(private readonly context: QuestionsContext) {}

  /** Whether the user is asked at present. */
  get isAsked(): boolean {
    return asksNewUser(this.context.host, this.context.state);
  }

  /** Whether the questions were answered in this tab. */
  get answeredHere(): boolean {
    return !!this.#questions?.answeredHere;
  }

  /** After rendering: loads the code in the code step already, so that the questions are shown at once. */
  hostUpdated(): void {
    if ('delivery' in this.context.state || this.isAsked) void this.#load();
    if (this.isAsked) this.#questions?.updated();
  }

  /** Removes the answers once the questions are no longer shown. */
  onStateChange(previous: OtpState): void {
    if (this.isAsked || !('user' in previous)) return;
    this.#questions?.close();
    this.#questions = undefined;
  }

  /** The step's view; without a title while the code is being loaded. */
  view(): StepView {
    const { host, messages } = this.context;
    if (this.#questions) return this.#questions.view();
    const failed = this.#hasFailed;
    return {
      name: 'questions',
      icon: IDENTIFIER_PATH,
      title: '',
      lead: [],
      field: [],
      busy: !failed,
      error: failed ? host.text('network') : '',
      ...(failed && { action: [messages.get('tryAgain')] }),
    };
  }

  /** The action of the main button. */
  submit(): Promise<void> {
    this.#hasFailed = false;
    return this.#questions?.submit() ?? this.#load();
  }

  async #load(): Promise<void> {
    const { host } = this.context;
    if (this.#questions || this.#hasFailed || !host.querySelector('[slot=questions]')) return;
    try {
      const { NewUserQuestions } = await import('./new-user-questions.js');
      this.#questions ??= new NewUserQuestions(this.context);
    } catch {
      this.#hasFailed = true;
    }
    host.requestUpdate();
  }
}
