import type { IdentifierKind } from '../contracts/identifier.js';

/** The input found in a form that a server rendered. */
export interface PrerenderedInput {
  /** The kind of identifier that was selected or typed; `undefined` if the form was not touched. */
  readonly kind: IdentifierKind | undefined;
  /** The identifier as typed. */
  readonly typed: string;
  /** Whether the identifier field has the focus. */
  readonly focused: boolean;
}

/**
 * Reads what a visitor typed into a form that a server rendered, before the script loaded. Removes everything but the form
 * from the shadow root, since the styles are the element's from here on; the form's nodes stay.
 *
 * @param kinds the kinds that the form accepts, in the order of its switch.
 */
export function readPrerenderedForm(root: ShadowRoot, kinds: readonly IdentifierKind[]): PrerenderedInput {
  const field = root.querySelector<HTMLInputElement>('.group input');
  const secondSelected = root.querySelector('fieldset label + label :checked');
  for (const each of [...root.childNodes]) if (each.nodeName !== 'FORM') each.remove();
  return {
    kind: selectedKind(),
    typed: field?.value ?? '',
    focused: !!field && field === root.activeElement,
  };

  /**
   * The switch says which kind was typed, since without a script the field couldn't follow it. Undefined if nothing was
   * entered: an earlier visit's kind may then be selected.
   */
  function selectedKind(): IdentifierKind | undefined {
    if (secondSelected) return kinds[1];
    return field?.value ? kinds[0] : undefined;
  }
}
