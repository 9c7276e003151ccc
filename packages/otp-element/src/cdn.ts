/** The entry of the `<script>` builds: defines the form, and the companion elements on pages that use them. */
import './define.js';

const COMPANIONS = 'cognito-otp-session, cognito-otp-logout';

const observer = new MutationObserver((records) => {
  for (const { addedNodes } of records) addedNodes.forEach(search);
});

/**
 * Loads the companion elements if one is in this part of the page, which includes shadow roots. The browser upgrades elements
 * that were there before their definition. If the module can't be loaded, the next companion that is added tries again.
 */
function search(part: Node): void {
  // A text has none of these methods, a shadow root no `matches`.
  const root = part as Element & Partial<Element>;
  for (const element of [root, ...(root.querySelectorAll?.('*') ?? [])]) {
    if (element.matches?.(COMPANIONS)) import('./define-companions.js').catch(() => undefined);
    else if (element.shadowRoot) watch(element.shadowRoot);
    // Its shadow root comes with its definition. A built-in element with `is` has no name to wait for.
    else if (element.matches?.(':not(:defined)')) {
      customElements.whenDefined(element.localName).then(
        () => search(element),
        () => undefined,
      );
    }
  }
}

function watch(root: Document | ShadowRoot): void {
  observer.observe(root, { childList: true, subtree: true });
  search(root);
}

// The form's first paint comes first.
setTimeout(() => watch(document));
