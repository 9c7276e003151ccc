import { TemplateError } from '../model/errors.js';

/**
 * Runs a function, and returns the error when it concerns something that is valid on AWS and that the local pool cannot
 * resolve. Every other error is thrown.
 */
export function unlessUnsupported<T>(run: () => T): T | TemplateError {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError && error.isUnsupported) return error;
    throw error;
  }
}
