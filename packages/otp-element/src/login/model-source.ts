import type { MessageFormatter } from '../i18n/message-formatter.js';
import type { AddressSuggestion } from './address-suggestion.js';
import type { LoginCommands } from './login-commands.js';
import type { LoginContext } from './login-context.js';
import type { Status } from './status-line.js';

/** The input from which models are built. */
export interface ModelSource extends LoginContext {
  readonly commands: LoginCommands;
  readonly messages: MessageFormatter;
  readonly errorText: string;
  readonly status: Status;
  readonly suggestion: AddressSuggestion;
  /** After input in the code field. */
  handleCodeInput(field: HTMLInputElement): void;
}
