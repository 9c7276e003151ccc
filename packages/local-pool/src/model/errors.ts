// Every error that the local pool throws on purpose: errors of the AWS APIs, of the template, and of how the tool is used.

/** An error that the caller of an AWS API receives. Clients distinguish errors by `name`. */
export class ServiceError extends Error {
  override readonly name: string;
  /** HTTP status of the response. */
  readonly status: number;
  /** Members of the error response besides name and message. */
  readonly fields: Readonly<Record<string, unknown>>;

  /**
   * @param name the error code, such as `NotAuthorizedException`
   * @param message the text of the response
   * @param status HTTP status, 400 by default
   * @param fields further members of the response
   */
  constructor(name: string, message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.fields = fields;
  }
}

/** A call of an AWS API that is not implemented here. The server adds the caller. */
export class UnsupportedCall extends ServiceError {
  /** The service and the action, such as `SendBulkEmail of SES`. */
  readonly what: string;

  /**
   * @param service the service's name
   * @param action the operation
   * @param name the error code
   * @param status HTTP status
   */
  constructor(service: string, action: string, name = 'UnknownOperationException', status = 400) {
    const what = `${action || 'an action'} of ${service}`;
    super(name, `The local pool doesn't provide ${what}.`, status);
    this.what = what;
  }
}

/** Creates Cognito's error for a parameter that is missing or has a wrong value. */
export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterException', message);

/**
 * Creates Cognito's error for a failed authentication. The default text is the one that Cognito uses whenever the answer
 * must not reveal whether an account exists.
 */
export const notAuthorized = (message = 'Incorrect username or password.'): ServiceError =>
  new ServiceError('NotAuthorizedException', message);

/** Creates Cognito's error for an unknown user, which only app clients without `PreventUserExistenceErrors` return. */
export const userNotFound = (): ServiceError => new ServiceError('UserNotFoundException', 'User does not exist.');

/** A place in a template file. */
export interface Position {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** A template that cannot be resolved. The message says where, what was found there and what was expected. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly position: Position;
  readonly found: string;
  readonly expected: string;
  /** Whether the template is valid on AWS, and only the local pool cannot resolve it. */
  readonly isUnsupported: boolean;

  /**
   * @param position where in the template
   * @param found what the template has there
   * @param expected what would be valid
   * @param isUnsupported whether the template is valid on AWS, and only the local pool cannot resolve it
   */
  constructor(position: Position, found: string, expected: string, isUnsupported = false) {
    super(`${position.file}:${position.line}:${position.column}: found ${found}; expected ${expected}`);
    this.position = position;
    this.found = found;
    this.expected = expected;
    this.isUnsupported = isUnsupported;
  }
}

/** An option, flag or control request that cannot be used. The message says what to give instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Thrown when a fault drops the response: the server closes the connection without an answer. */
export class DroppedConnection extends Error {
  override readonly name = 'DroppedConnection';
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
