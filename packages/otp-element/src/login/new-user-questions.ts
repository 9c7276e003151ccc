import type { OtpError, OtpErrorCode } from '@cognito-otp/client';
import { updateAttributes } from '@cognito-otp/client/account';
import { LoginErrorEvent } from '../contracts/events.js';
import type { StepView } from '../contracts/step-view.js';
import type { MessageFormatter } from '../i18n/message-formatter.js';
import { questionsView } from '../views/questions-view.js';
import type { LoginCommands } from './login-commands.js';
import type { LoginContext } from './login-context.js';
import { answersOf, type Control, errorText, slottedControls } from './page-controls.js';
import type { Status } from './status-line.js';
import { questionText } from './unanswered-questions.js';

/** Kinds of control whose answers are never stored. */
const NEVER_STORED: ReadonlySet<string> = new Set(['password', 'file', 'hidden']);

/** The part of the controller that the questions use. */
export interface QuestionsContext extends LoginContext {
  readonly commands: LoginCommands;
  readonly messages: MessageFormatter;
  /** The text of an error that was found before. */
  readonly errorText: string;
  readonly status: Status;
}

/** The properties of a control that are stored as a draft. */
type Draft = string | boolean;

/**
 * The questions for new users, asked after the code. By then the person has proved the address, so the questions do not
 * disclose to other callers whether an account is new. The answers become user attributes.
 * docs/decisions/0033-questions-after-the-code.md
 */
export class NewUserQuestions {
  /** Whether the questions were answered here, and not in another tab. */
  answeredHere = false;
  #busy = false;
  #failure: OtpError | undefined;
  #restored = false;

  constructor(private readonly context: QuestionsContext) {
    for (const type of ['input', 'change']) context.host.addEventListener(type, this.#onInput);
  }

  /** The step's view. */
  view(): StepView {
    const { context } = this;
    return questionsView({
      messages: context.messages,
      texts: (key) => questionText(context.host, key),
      busy: this.#busy,
      error: context.errorText || this.#failureText,
      status: '',
      quiet: true,
      onsignout: () => void context.commands.signOut(),
    });
  }

  /** After rendering: fills in the answers that were given before a reload. */
  updated(): void {
    if (this.#restored) return;
    this.#restored = true;
    const drafts = this.#readDrafts();
    for (const [index, control] of this.#controls.entries()) {
      const draft = drafts[keyOf(control, index)];
      if (typeof draft === 'boolean' && 'checked' in control) control.checked = draft;
      else if (typeof draft === 'string' && !control.value) control.value = draft;
    }
  }

  /** Saves the answers, and completes the sign-in. Never rejects; the form shows failures. */
  async submit(): Promise<void> {
    const { client, host, commands } = this.context;
    if (!client || this.#busy) return;
    this.#failure = undefined;
    const controls = this.#controls;
    if (await commands.reportUnanswered(controls)) return;
    this.#busy = true;
    host.requestUpdate();
    try {
      const answers = answersOf(controls);
      if (Object.keys(answers).length > 0) {
        await updateAttributes(client, answers);
        // The answers are stored. If this refresh fails, the tokens contain them after the next one.
        await client.getTokens({ forceRefresh: true }).catch(() => undefined);
      }
      this.answeredHere = true;
      commands.mayMoveFocus = true;
      this.forget();
      await client.acknowledgeNewUser();
    } catch (error) {
      this.#onFailure(error as OtpError, controls);
    }
    this.#busy = false;
    host.requestUpdate();
  }

  /** Removes the stored answers. */
  forget(): void {
    try {
      sessionStorage.removeItem(this.#key);
    } catch {
      // Storage is blocked, so nothing is stored.
    }
  }

  /** Stops listening, and removes the stored answers. */
  close(): void {
    for (const type of ['input', 'change']) this.context.host.removeEventListener(type, this.#onInput);
    this.forget();
  }

  get #controls(): Control[] {
    return slottedControls(this.context.host, 'questions');
  }

  get #key(): string {
    return `cognito-otp.${this.context.host.clientId}.answers`;
  }

  #onFailure(error: OtpError, controls: readonly Control[]): void {
    this.#failure = error;
    const { host } = this.context;
    host.dispatchEvent(new LoginErrorEvent(error.code, error.message, error.retryable, error.retryAt ?? null));
    if (isRefusedAnswer(error)) controls.find(({ name }) => name && error.message.includes(name))?.focus();
  }

  get #failureText(): string {
    const { host, messages } = this.context;
    const failure = this.#failure;
    if (!failure) return '';
    const text = isRefusedAnswer(failure)
      ? questionText(host, 'questionInvalid')
      : messages.error(codeShown(failure), failure.retryAt, 0, undefined);
    return errorText(host, failure, text);
  }

  readonly #onInput = (): void => {
    if (this.#failure) {
      this.#failure = undefined;
      this.context.host.requestUpdate();
    }
    const drafts: Record<string, Draft> = {};
    for (const [index, control] of this.#controls.entries()) {
      if (NEVER_STORED.has(control.type)) continue;
      const isBox = control.type === 'checkbox' || control.type === 'radio';
      drafts[keyOf(control, index)] = isBox ? (control as HTMLInputElement).checked : control.value;
    }
    try {
      sessionStorage.setItem(this.#key, JSON.stringify({ sub: this.#sub, drafts }));
    } catch {
      // Storage is blocked or full: the answers are lost with the page.
    }
  };

  get #sub(): string | undefined {
    return this.context.client?.session?.user.sub;
  }

  #readDrafts(): Readonly<Record<string, unknown>> {
    try {
      const { sub, drafts } = JSON.parse(sessionStorage.getItem(this.#key) ?? '{}');
      return sub === this.#sub ? Object(drafts) : {};
    } catch {
      return {};
    }
  }
}

/** Identifies a control among those of the step: radio buttons of a group share their name. */
const keyOf = (control: Control, index: number): string => `${index} ${control.name}`;

/** Whether Cognito refused a value, rather than the page's configuration. */
const isRefusedAnswer = ({ cognitoName }: OtpError): boolean => cognitoName === 'InvalidParameterException';

/**
 * The user is signed in, so a refused write is an error of the page's configuration: the app client may not write the
 * attribute.
 */
const codeShown = ({ code }: OtpError): OtpErrorCode => (code === 'not_authorized' ? 'configuration' : code);
