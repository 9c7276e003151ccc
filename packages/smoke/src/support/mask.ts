// Removes secrets and personal data from a text, so that a report can be published.

const RULES: readonly (readonly [RegExp, (...match: string[]) => string])[] = [
  // Tokens and Cognito sessions: long strings without spaces.
  [/eyJ[\w-]{10,}(\.[\w-]+){0,4}/g, () => '(token)'],
  [/[\w+/=-]{100,}/g, () => '(secret)'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, () => '(access key)'],
  [/([\w.+%-])[\w.+%-]*@([\w.-]+\.[a-z]{2,})/gi, (_all, first = '', domain = '') => `${first}•••@${domain}`],
  [/(\+\d{2})\d{3,}(\d{3})/g, (_all, first = '', last = '') => `${first}•••••${last}`],
  // Account ids, alone or in ARNs.
  [/(?<!\d)\d{8}(\d{4})(?!\d)/g, (_all, last = '') => `••••••••${last}`],
];

/**
 * Masks tokens, sessions, access keys, email addresses, phone numbers, account ids and the given secrets.
 *
 * @param secrets other texts to remove, for example codes
 */
export function mask(text: string, secrets: Iterable<string> = []): string {
  let masked = text;
  for (const secret of secrets) if (secret.length >= 4) masked = masked.replaceAll(secret, '(secret)');
  for (const [pattern, replacement] of RULES) masked = masked.replace(pattern, replacement);
  return masked;
}
