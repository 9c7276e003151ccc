import type { CSSResult } from '@lit/reactive-element';

/** Puts styles back into a shadow root that came from another document: it lost them there, and may not use that one's sheets. */
export function readopt(root: ShadowRoot, styles: readonly CSSResult[]): void {
  if (root.adoptedStyleSheets.length > 0) return;
  const { CSSStyleSheet } = root.ownerDocument.defaultView ?? window;
  root.adoptedStyleSheets = styles.map(({ cssText }) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(cssText);
    return sheet;
  });
}
