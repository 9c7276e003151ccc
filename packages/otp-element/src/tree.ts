/**
 * An element and what is in it, as data, so that a page's script and its server draw the same: `[tag, attributes, …children]`.
 * Names of attributes, but for handlers and what a person changes (`value`, `checked`, `selected`): those are properties.
 */
export type Tree = readonly [tag: string, attributes: Attributes, ...children: Child[]];
export type Child = Tree | string | false | undefined;
/** `false` and undefined: without it. `true`: without a value. */
export type Attributes = Readonly<Record<string, string | boolean | undefined | ((event: Event) => void)>>;

const svg = /^(svg|path)$/;

export const isProperty = (name: string): boolean => /^(on|(defaultV|v)alue|checked|selected)/.test(name);

/** What stands in a node by our doing: others (the page, Lit) may have put more there. */
const drawn = new WeakMap<Node, ChildNode[]>();

/**
 * Brings what is in a node in line with its description, and keeps each node that still fits: the one a person is
 * typing into, and all that a server has drawn. What others put there comes after.
 */
export const draw = (parent: Element | ShadowRoot, children: readonly Child[]): void =>
  fill(parent, children, drawn.get(parent) ?? [...parent.childNodes]);

function fill(parent: Element | ShadowRoot, children: readonly Child[], before: readonly ChildNode[]): void {
  const now: ChildNode[] = [];
  for (const child of children) {
    if (!child) continue;
    const there = before[now.length];
    const node = fitting(there, child);
    const last = now.at(-1);
    if (!there) parent.insertBefore(node, last ? last.nextSibling : parent.firstChild);
    else if (node !== there) there.replaceWith(node);
    now.push(node);
  }
  for (const left of before.slice(now.length)) left.remove();
  drawn.set(parent, now);
}

function fitting(there: ChildNode | undefined, child: Tree | string): ChildNode {
  if (typeof child === 'string') {
    if (there?.nodeType !== 3) return new Text(child);
    if ((there as Text).data !== child) (there as Text).data = child;
    return there;
  }
  const [tag, attributes, ...children] = child;
  const old = there as HTMLElement | undefined;
  if (old?.localName === tag && old.getAttribute('name') === (attributes['name'] ?? null)) {
    draw(old, children);
    for (const [name, value] of Object.entries(attributes)) set(old, name, value);
    return old;
  }
  const node = svg.test(tag)
    ? document.createElementNS('http://www.w3.org/2000/svg', tag)
    : document.createElement(tag);
  fill(node, children, []);
  // Nothing is taken away from a new node: each question to it holds up the first paint.
  for (const [name, value] of Object.entries(attributes)) if (value) set(node, name, value);
  return node;
}

function set(node: Element, name: string, value: Attributes[string]): void {
  if (isProperty(name)) {
    const properties = node as unknown as Record<string, unknown>;
    if (properties[name] !== value) properties[name] = value;
  } else if (typeof value !== 'string') node.toggleAttribute(name, !!value);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
