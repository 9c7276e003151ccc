/**
 * What the elements use of Lit's module for styles, `css-tag.js`: style sheets without expressions, in browsers without the
 * ShadyCSS polyfill, which are older than those that this build supports. Without constructable style sheets they are elements.
 */
const MODULE = `
export const supportsAdoptingStyleSheets =
  'adoptedStyleSheets' in Document.prototype && 'replace' in CSSStyleSheet.prototype;
export const unsafeCSS = (cssText) => {
  let sheet;
  return {
    cssText,
    get styleSheet() {
      if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(cssText);
      return sheet;
    },
  };
};
export const getCompatibleStyle = (style) => style;
export const adoptStyles = (root, styles) => {
  if (supportsAdoptingStyleSheets) {
    root.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet);
    return;
  }
  for (const { cssText } of styles) {
    const element = document.createElement('style');
    const nonce = globalThis.litNonce;
    if (nonce) element.setAttribute('nonce', nonce);
    element.textContent = cssText;
    root.append(element);
  }
};
// Exported again by Lit, and used by nothing here.
export const CSSResult = undefined;
export const css = undefined;
`;

/**
 * Replaces Lit's module for styles, which every element and the client's file contain.
 *
 * @type {import('rollup').Plugin}
 */
export const litStyles = {
  name: 'lit-styles',
  load: (id) => (/\/@lit\/reactive-element\/css-tag\.js$/.test(id) ? MODULE : null),
};
