import type { LoginHost } from '../contracts/login-host.js';
import { attempt } from '../dom/optional.js';
import type { LoginCommands } from './login-commands.js';

/** Moves the focus to a step's field after a command of the user, and never away from elsewhere on the page. */
export class StepFocus {
  #renderedStep: string | undefined;
  #hadFocus = false;
  #wasBusy = false;

  constructor(
    private readonly host: LoginHost,
    private readonly commands: LoginCommands,
  ) {}

  /** Before rendering: whether the focus is in the form. */
  capture(): void {
    this.#hadFocus = !!this.host.renderRoot.querySelector(':focus');
  }

  /**
   * After rendering: moves the focus if the step is a new one, or a command has asked for it.
   *
   * @param step the rendered step.
   * @param isRestoring whether the stored state is still being read, so that the step may change without a command.
   * @param hasError whether the field's text must be corrected, and is selected for that.
   */
  move(step: string, isBusy: boolean, isRestoring: boolean, hasError: boolean): void {
    const { commands } = this;
    const isNewStep = this.#renderedStep && this.#renderedStep !== step;
    const moves = (isNewStep && (this.#hadFocus || commands.mayMoveFocus)) || commands.takeFocusRequest();
    if (moves) this.#focus(hasError);
    // The command has ended: later changes are not caused by the user.
    if (moves || (this.#wasBusy && !isBusy)) commands.mayMoveFocus = false;
    this.#wasBusy = isBusy && !isRestoring;
    if (!isRestoring) this.#renderedStep = step;
  }

  /** Focuses the step's field, or its heading if it has no field. */
  #focus(hasError: boolean): void {
    const input = this.host.renderRoot.querySelector<HTMLInputElement>('input.code, .group input');
    // Old browsers and some extensions don't support the option.
    attempt(() => this.host.focus({ preventScroll: !input }), undefined);
    if (hasError) attempt(() => input?.select(), undefined);
  }
}
