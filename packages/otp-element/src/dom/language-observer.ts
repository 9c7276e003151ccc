/** The language of the page, which can change without the element being notified. */
import { optionalObserver } from './optional.js';

/** Calls back when the `lang` of an observed node changes. In a browser without mutation observers it never does. */
export const createLanguageObserver = (onChange: () => void) => optionalObserver(() => new MutationObserver(onChange));

/** What a language observer observes of a node. */
export const languageChanges = { attributeFilter: ['lang'] } satisfies MutationObserverInit;
