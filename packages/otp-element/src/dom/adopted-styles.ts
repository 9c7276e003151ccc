import type { CSSResult } from '@lit/reactive-element';

/**
 * Restores the styles of a shadow root that was moved here from another document: adopting a node drops its style sheets,
 * and a document can't use sheets that another one created.
 */
export function restoreAdoptedStyles(root: ShadowRoot, styles: readonly CSSResult[]): void {
  if (root.adoptedStyleSheets.length > 0) return;
  const { CSSStyleSheet } = root.ownerDocument.defaultView ?? window;
  root.adoptedStyleSheets = styles.map(({ cssText }) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(cssText);
    return sheet;
  });
}
