import { isRecord, unrecognizable } from './triggers.js';

/** A flag of a trigger's response; null, as it arrived, is false. */
export function flag(response: Record<string, unknown>, name: string): boolean {
  const value = response[name];
  if (value === null || value === undefined) return false;
  if (typeof value !== 'boolean') throw unrecognizable();
  return value;
}

export function optionalText(response: Record<string, unknown>, name: string): string | null {
  const value = response[name];
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string') throw unrecognizable();
  return value;
}

/** A map of texts, such as challenge parameters. */
export function textMap(response: Record<string, unknown>, name: string): Record<string, string> {
  const value = response[name];
  if (value === null || value === undefined) return {};
  if (!isRecord(value)) throw unrecognizable();
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (text === null) continue;
    if (typeof text === 'object') throw unrecognizable();
    texts[key] = String(text);
  }
  return texts;
}
