/**
 * A style sheet without expressions that an element adds when it is needed. The element makes a sheet of it: the files that are
 * loaded later need nothing of Lit.
 * @example
 * const styles = css`.code { display: block }`;
 */
export const css = ([cssText]: TemplateStringsArray): { readonly cssText: string } => ({ cssText: cssText! });
