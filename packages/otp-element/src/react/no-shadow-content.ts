/** Replaces `shadow-content.ts` in bundles for browsers, where the element renders itself. */
import type { PrintShadow } from './component.js';

/** Prints nothing. */
export const loginShadow: PrintShadow = () => undefined;
