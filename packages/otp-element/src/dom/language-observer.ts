/** The language of the page, which can change without the element being notified. */
import { optionalObserver } from './optional.js';

/** Calls back when the `lang` of a node changes, between `connect` and `disconnect`. */
export interface LanguageObserver {
  /** Observes the document of `element`, and the nodes given. */
  connect(element: Element, ...nodes: readonly Element[]): void;
  disconnect(): void;
}

/** Creates a {@link LanguageObserver}. In a browser without mutation observers it never calls back. */
export function createLanguageObserver(onChange: () => void): LanguageObserver {
  const observer = optionalObserver(() => new MutationObserver(onChange));
  return {
    connect(element, ...nodes) {
      for (const node of [element.ownerDocument.documentElement, ...nodes]) {
        observer.observe(node, { attributeFilter: ['lang'] });
      }
    },
    disconnect: () => observer.disconnect(),
  };
}
