import type { LoginContext } from './login-context.js';
import { codeLength } from './snapshot.js';

/**
 * The code field of the code step: finds the code in the text that was typed, pasted or filled in,
 * and keeps only its digits.
 */
export class CodeInput {
  /** The digits in the field. They are kept only during input. */
  digits = '';

  /** @param onRead called after the field was read. */
  constructor(
    private readonly context: LoginContext,
    private readonly onRead: () => void,
  ) {}

  get field(): HTMLInputElement | null {
    return this.context.host.renderRoot.querySelector<HTMLInputElement>('input.code');
  }

  /** Reads the field before it is used: some browser extensions fill it in without an event. */
  capture(): void {
    const { field } = this;
    if (field && !field.readOnly && field.value !== this.digits) this.read(field);
  }

  /**
   * Finds the code in the field's text, and keeps only its digits there. @returns whether it is
   * certainly a complete code.
   */
  read(field: HTMLInputElement): boolean {
    const { state, steps } = this.context;
    if (!('delivery' in state && steps)) return false;
    const typed = field.value;
    const length = codeLength(state);
    const isComplete = this.digits.length === length;
    const over = isComplete ? steps.overtype(this.digits, typed, field.selectionStart ?? 0) : undefined;
    const found = over ?? steps.findCode(typed, length);
    if (found.digits !== typed) field.value = found.digits;
    if (over) field.setSelectionRange(over.caret, over.caret);
    this.digits = found.digits;
    this.onRead();
    return found.complete;
  }
}
