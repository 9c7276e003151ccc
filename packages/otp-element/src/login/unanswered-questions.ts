import type { LoginHost } from '../contracts/login-host.js';
import { supportedLanguage } from '../i18n/messages/languages.js';
import { type QuestionTexts, questionTexts } from '../i18n/question-texts.js';
import type { Control } from './page-controls.js';

/** The longest label that is repeated in an error, in characters. */
const MAX_LABEL = 80;

/** A text about questions: the page's own, or the language's. */
export function questionText(host: LoginHost, key: keyof QuestionTexts): string {
  const own: unknown = (host.messages as Partial<QuestionTexts> | undefined)?.[key];
  return typeof own === 'string' ? own : (questionTexts[supportedLanguage(host.language)] ?? questionTexts['en']!)[key];
}

/** Whether the answer is valid, without the event that `checkValidity` dispatches. */
const isValid = (control: Control): boolean => control.validity?.valid ?? control.checkValidity();

/** The visible name of a question: the text of its label, without the controls in it. */
function labelOf(control: Control): string {
  const label = control.labels?.[0] ?? control.closest('label');
  const copy = label?.cloneNode(true) as HTMLElement | undefined;
  for (const inner of copy?.querySelectorAll('input, select, textarea, button') ?? []) inner.remove();
  const text = [
    control.getAttribute('aria-label'),
    copy?.textContent,
    control.getAttribute('placeholder'),
    control.name,
  ]
    .map((each) =>
      each
        ?.replace(/\s+/g, ' ')
        .replace(/[\s:*]+$/, '')
        .trim(),
    )
    .find((each) => each);
  return !text || text.length <= MAX_LABEL ? (text ?? '') : `${text.slice(0, MAX_LABEL).trimEnd()}…`;
}

/** The reason why an answer is invalid. A message that the page set itself is shown unchanged. */
function problemOf(host: LoginHost, control: Control): string {
  const { validity, type } = control;
  if (validity?.customError && control.validationMessage) return control.validationMessage;
  if (validity && !validity.valueMissing) return questionText(host, 'questionInvalid');
  return questionText(host, type === 'checkbox' ? 'questionUnticked' : 'questionMissing');
}

/**
 * Reports questions without a valid answer in the form's language, because the browser's own message would be in another
 * style and language, and only about the first question. Marks the questions as invalid and focuses the first.
 */
export class UnansweredQuestions {
  readonly #controls: readonly Control[];

  /** @param controls those without a valid answer. */
  constructor(
    private readonly host: LoginHost,
    controls: readonly Control[],
  ) {
    // Radio buttons of a group are one question.
    this.#controls = controls.filter(
      ({ type, name }, index) => type !== 'radio' || controls.findIndex((other) => other.name === name) === index,
    );
    for (const type of ['input', 'change']) host.addEventListener(type, this.#onInput);
    this.#mark();
    const [first] = this.#controls;
    first?.focus();
    // A custom control of the page may show its message by itself.
    if (first?.localName.includes('-')) first.reportValidity();
  }

  /** The text of the error: one line for each question that still has no valid answer; empty if there is none. */
  text(): string {
    const lines = this.#controls
      .filter((control) => control.isConnected && !isValid(control))
      .map((control) => {
        const label = labelOf(control);
        return label ? `\u2068${label}\u2069: ${problemOf(this.host, control)}` : problemOf(this.host, control);
      });
    if (lines.length === 0) this.dismiss();
    return lines.join('\n');
  }

  /** Removes the marks. */
  dismiss(): void {
    for (const type of ['input', 'change']) this.host.removeEventListener(type, this.#onInput);
    for (const control of this.#controls) control.removeAttribute('aria-invalid');
  }

  #mark(): void {
    for (const control of this.#controls) {
      if (isValid(control)) control.removeAttribute('aria-invalid');
      else control.setAttribute('aria-invalid', 'true');
    }
  }

  readonly #onInput = (): void => {
    this.#mark();
    this.host.requestUpdate();
  };
}
