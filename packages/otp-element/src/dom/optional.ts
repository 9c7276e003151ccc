/**
 * Access to optional APIs: a browser that lacks one, a privacy mode, or a page that replaces one
 * must not break a sign-in.
 */

/** The result of `work`, or `fallback` if it throws. */
export function attempt<T>(work: () => T, fallback: T): T {
  try {
    return work();
  } catch {
    return fallback;
  }
}

/** An observer, or one that observes nothing if the browser has none of this kind. */
export const optionalObserver = <T extends MutationObserver | ResizeObserver>(
  create: () => T,
): Pick<T, 'observe' | 'disconnect'> =>
  attempt<Pick<T, 'observe' | 'disconnect'>>(create, { observe: () => undefined, disconnect: () => undefined });
