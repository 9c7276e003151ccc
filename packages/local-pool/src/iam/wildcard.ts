/**
 * Matches a text against a pattern of an IAM policy, in which `*` matches any text and `?` one
 * character.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}
