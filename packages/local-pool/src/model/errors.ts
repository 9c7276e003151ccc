/** The errors a caller of the local AWS sees. The name is what clients key on; the status follows AWS's protocols. */
export class ServiceError extends Error {
  override readonly name: string;
  readonly status: number;
  /** Members of the error beside name and message. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(name: string, message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.fields = fields;
  }
}

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterException', message);

/** Cognito's one text for everything that must not say whether an account exists. */
export const notAuthorized = (message = 'Incorrect username or password.'): ServiceError =>
  new ServiceError('NotAuthorizedException', message);

export const userNotFound = (): ServiceError => new ServiceError('UserNotFoundException', 'User does not exist.');

export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A template that can't be resolved: where, what was found there, what was expected. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly position: Position;
  readonly found: string;
  readonly expected: string;

  constructor(position: Position, found: string, expected: string) {
    super(`${position.file}:${position.line}:${position.column}: found ${found}; expected ${expected}`);
    this.position = position;
    this.found = found;
    this.expected = expected;
  }
}

/** A flag, option or control request that can't be used; the message says what to give instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Thrown where a fault takes the answer away: the connection is cut instead. */
export class DroppedConnection extends Error {
  override readonly name = 'DroppedConnection';
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
