/**
 * The text of a style sheet without expressions that an element adds when it is needed. The element creates the style
 * sheet, so that the files that are loaded later contain no code of Lit.
 * @example
 * const styles = css`.code { display: block }`;
 */
export const css = ([cssText]: TemplateStringsArray): { readonly cssText: string } => ({ cssText: cssText! });
