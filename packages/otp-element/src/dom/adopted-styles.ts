/** Styles of elements that are inserted into another document than the one that created them. */

/** The text of a style sheet. */
export interface StyleText {
  readonly cssText: string;
}

/**
 * Restores the styles of a shadow root that was moved here from another document: adopting a node drops its style sheets,
 * and a document can't use sheets that another one created. A browser that can't construct style sheets gets elements.
 */
export function restoreAdoptedStyles(root: ShadowRoot, styles: readonly StyleText[]): void {
  if (!root.adoptedStyleSheets) {
    // Nothing else renders after the form, and the first rendering has removed the elements that Lit added.
    if (root.querySelector('style')) return;
    root.append(
      ...styles.map(({ cssText }) => {
        const style = document.createElement('style');
        style.textContent = cssText;
        return style;
      }),
    );
    return;
  }
  if (root.adoptedStyleSheets.length > 0) return;
  const { CSSStyleSheet } = root.ownerDocument.defaultView ?? window;
  root.adoptedStyleSheets = styles.map(({ cssText }) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(cssText);
    return sheet;
  });
}

/** Adds styles that arrive later to a shadow root in another document. In its own document the element adds them. */
export function addForeignStyles(root: ShadowRoot, { cssText }: StyleText): void {
  if (!root.adoptedStyleSheets || root.ownerDocument === document) return;
  const { CSSStyleSheet } = root.ownerDocument.defaultView ?? window;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(cssText);
  root.adoptedStyleSheets.push(sheet);
}
