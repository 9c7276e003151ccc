// Reads the `response` that a trigger function returned. Cognito rejects fields of the wrong type.

import { ServiceError } from '../../../model/errors.js';

/** The `response` object of a trigger's result. Fields that the function did not set are null. */
export type TriggerResponse = Readonly<Record<string, unknown>>;

/** Cognito's error for a result that it cannot read. */
export const unrecognizableOutput = (): ServiceError =>
  new ServiceError('InvalidLambdaResponseException', 'Unrecognizable lambda output');

/** Whether a value is a JSON object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A boolean field; false when it is not set.
 *
 * @throws ServiceError `InvalidLambdaResponseException`
 */
export function flagField(response: TriggerResponse, name: string): boolean {
  const value = response[name];
  if (value === null || value === undefined) return false;
  if (typeof value !== 'boolean') throw unrecognizableOutput();
  return value;
}

/**
 * A string field; undefined when it is not set.
 *
 * @throws ServiceError `InvalidLambdaResponseException`
 */
export function textField(response: TriggerResponse, name: string): string | undefined {
  const value = response[name];
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'string') throw unrecognizableOutput();
  return value;
}

/**
 * A map of strings, such as challenge parameters; empty when it is not set. Numbers and booleans become strings.
 *
 * @throws ServiceError `InvalidLambdaResponseException`
 */
export function textMapField(response: TriggerResponse, name: string): Record<string, string> {
  const value = response[name];
  if (value === null || value === undefined) return {};
  if (!isRecord(value)) throw unrecognizableOutput();
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (text === null) continue;
    if (typeof text === 'object') throw unrecognizableOutput();
    texts[key] = String(text);
  }
  return texts;
}
