import type { Child } from './tree.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character]!);

/** A name and its value as they stand in a tag; nothing for what is absent. */
export function printAttribute(name: string, value: unknown): string {
  if (typeof value === 'string') return ` ${name}="${escaped(value)}"`;
  return value === true ? ` ${name}` : '';
}

/** What a description is as HTML. Of properties only those that an attribute begins with, if they say something. */
export function print(child: Child): string {
  if (!child) return '';
  if (typeof child === 'string') return escaped(child);
  const [tag, attributes, ...children] = child;
  const written = Object.entries(attributes).map(([name, value]) =>
    name[0] === '.' ? printAttribute(name.slice(1), value || undefined) : printAttribute(name, value),
  );
  const start = `<${tag}${written.join('')}>`;
  return tag === 'input' ? start : `${start}${children.map(print).join('')}</${tag}>`;
}
