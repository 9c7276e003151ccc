import { TemplateError } from '../model/errors.js';

/**
 * Runs a function. Returns its error if the template is valid on AWS and only the local pool cannot resolve it; every other
 * error is thrown.
 */
export function unlessUnsupported<T>(run: () => T): T | TemplateError {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError && error.isUnsupported) return error;
    throw error;
  }
}
