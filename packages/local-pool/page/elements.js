// Creates and updates elements. All content becomes text nodes: texts of users, templates and functions are never markup.

/**
 * Creates an element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | undefined>} [attributes] `true` sets an empty attribute, `false` and undefined none
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) created.setAttribute(name, value === true ? '' : value);
  }
  created.append(...children.filter((child) => child !== undefined));
  return created;
}

/**
 * The element of the page with an id.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${id}.`);
  return found;
}

/**
 * Makes a list show items. Elements of items that stay are kept, with their focus, scroll position and open details.
 *
 * @template Item
 * @param {HTMLElement} list
 * @param {readonly Item[]} items
 * @param {(item: Item) => string} keyOf
 * @param {(item: Item, existing: HTMLElement | undefined) => HTMLElement} render returns the existing element, updated, or a new one
 */
export function showList(list, items, keyOf, render) {
  const existing = new Map(
    [...list.children].map((child) => [child.getAttribute('data-key'), /** @type {HTMLElement} */ (child)]),
  );
  const keys = new Set(items.map(keyOf));
  for (const [key, child] of existing) if (key === null || !keys.has(key)) child.remove();
  let position = list.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const current = existing.get(key);
    const shown = render(item, current);
    shown.setAttribute('data-key', key);
    if (current !== undefined && current !== shown) {
      if (position === current) position = current.nextElementSibling;
      current.replaceWith(shown);
    } else if (shown === position) {
      position = shown.nextElementSibling;
    } else {
      list.insertBefore(shown, position);
    }
  }
}

/** Announces a text to users of screen readers. @param {string} text */
export function announce(text) {
  byId('announcements', HTMLElement).textContent = text;
}

/**
 * A button that copies a text and confirms it.
 *
 * @param {string} text
 * @param {string} label the button's text
 * @param {string} name the button's accessible name
 */
export function copyButton(text, label, name) {
  const button = element('button', { type: 'button', class: 'copy', 'aria-label': name }, label);
  button.addEventListener('click', async () => {
    const copied = await copy(text);
    button.textContent = copied ? 'Copied' : 'Select and copy';
    announce(copied ? `Copied: ${text}` : 'The browser does not allow copying here.');
    setTimeout(() => {
      button.textContent = label;
    }, 1500);
  });
  return button;
}

/** @param {string} text @returns {Promise<boolean>} whether it was copied */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without a secure context, as on the address of another machine, there is no clipboard API.
    const field = element('textarea', { readonly: true, class: 'visually-hidden' }, text);
    document.body.append(field);
    const focused = document.activeElement;
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}

/** The time of day of an ISO 8601 time. @param {string | number} time */
export const timeOfDay = (time) =>
  new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Formats a duration. @param {number | undefined} ms */
export function duration(ms) {
  if (ms === undefined) return '…';
  if (ms < 1000) return `${Math.max(1, Math.round(ms))} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** A quantity with its noun. @param {number} number @param {string} noun */
export const plural = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
