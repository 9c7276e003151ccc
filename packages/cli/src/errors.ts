/** Thrown when a command cannot do what it was asked for. Its message says what to do; nothing has been changed. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
