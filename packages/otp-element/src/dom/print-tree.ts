/** Prints trees (`tree.ts`) as HTML, for pages that are rendered on a server. Needs no DOM. */
import type { Child } from './tree.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);

/** Elements of the form without an end tag. */
const VOID: ReadonlySet<string> = new Set(['input', 'img']);

/** An attribute as it is written in a tag, with a space before it; empty for a value other than a text or `true`. */
export function printAttribute(name: string, value: unknown): string {
  if (typeof value === 'string') return ` ${name}="${escapeHtml(value)}"`;
  return value === true ? ` ${name}` : '';
}

/**
 * A tree as HTML. A property (`.value`) is printed as the attribute that sets its initial value, unless it is empty or
 * false. Event handlers are left out.
 */
export function printTree(child: Child): string {
  if (!child) return '';
  if (typeof child === 'string') return escapeHtml(child);
  const [tag, attributes, ...children] = child;
  const printed = Object.entries(attributes).map(([name, value]) =>
    name[0] === '.' ? printAttribute(name.slice(1), value || undefined) : printAttribute(name, value),
  );
  const start = `<${tag}${printed.join('')}>`;
  return VOID.has(tag) ? start : `${start}${children.map(printTree).join('')}</${tag}>`;
}
