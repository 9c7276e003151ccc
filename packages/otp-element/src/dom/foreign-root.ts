/**
 * The shadow root of an element that is first inserted into another document than this module's. Lit's own would fail: a
 * document can't use the style sheets of another one. `restoreAdoptedStyles` adds the styles once the element is connected.
 *
 * @returns `undefined` for an element in this document, which takes Lit's root.
 */
export const foreignRoot = (element: Element): ShadowRoot | undefined =>
  element.ownerDocument === document ? undefined : (element.shadowRoot ?? element.attachShadow({ mode: 'open' }));
