import { type CSSResult, unsafeCSS } from '@lit/reactive-element/css-tag.js';

/**
 * A style sheet without expressions. Lit's `css` also checks expressions, and the first paint would have to load that.
 * @example
 * const styles = css`:host { display: block }`;
 */
export const css = ([text]: TemplateStringsArray): CSSResult => unsafeCSS(text);
