import type { Kind } from '../elements/cognito-otp-login.js';

/** What stood in a form that a server has drawn. */
export interface Found {
  /** Which field was typed in, if anything was. */
  readonly kind: Kind | undefined;
  readonly typed: string;
  /** Whether somebody was typing into it. */
  readonly focused: boolean;
}

/**
 * Reads what was typed into a pre-rendered form before the script came, and leaves nothing of it but the form, each of its
 * nodes: its styles are the element's from here on.
 */
export function takeOver(root: ShadowRoot): Found {
  const field = root.querySelector<HTMLInputElement>('.group input');
  const email = root.querySelector('fieldset label + label :checked');
  for (const each of [...root.childNodes]) if (each.nodeName !== 'FORM') each.remove();
  return {
    // The switch says what was typed, since the field couldn't follow it; an earlier visit says it only where nothing was.
    kind: email || field?.value ? (email || field?.type === 'email' ? 'email' : 'phone') : undefined,
    typed: field?.value ?? '',
    focused: !!field && field === root.activeElement,
  };
}
