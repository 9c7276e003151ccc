/**
 * An element and what is in it, as data, so that a page's script and its server draw the same: `[tag, attributes, …children]`.
 * Names of attributes, but for handlers and what a person changes (`value`, `checked`, `selected`): those are properties.
 */
export type Tree = readonly [tag: string, attributes: Attributes, ...children: Child[]];
export type Child = Tree | string | false | undefined;
/** `false` and undefined: without it. `true`: without a value. */
export type Attributes = Readonly<Record<string, string | boolean | undefined | ((event: Event) => void)>>;

export const isProperty = (name: string): boolean => /^(on|(defaultV|v)alue|checked|selected)/.test(name);

/** What stands in a node by our doing: others (the page, Lit) may have put more there. */
const drawn = new WeakMap<Node, ChildNode[]>();

/**
 * Brings what is in a node in line with its description, and keeps each node that still fits: the one a person is
 * typing into, and all that a server has drawn. What others put there comes after.
 */
export function draw(parent: Element | ShadowRoot, children: readonly Child[]): void {
  const before = drawn.get(parent) ?? [...parent.childNodes];
  const now: ChildNode[] = [];
  for (const child of children) {
    if (!child) continue;
    const there = before[now.length];
    const node = fitting(there, child);
    if (there) {
      if (node !== there) there.replaceWith(node);
    } else if (now[0]) now.at(-1)!.after(node);
    else parent.prepend(node);
    now.push(node);
  }
  for (const left of before.slice(now.length)) left.remove();
  drawn.set(parent, now);
}

function fitting(there: ChildNode | undefined, child: Tree | string): ChildNode {
  if (typeof child === 'string') {
    const text = there?.nodeType === 3 ? (there as Text) : new Text();
    if (text.data !== child) text.data = child;
    return text;
  }
  const [tag, attributes, ...children] = child;
  const same =
    (there as Element)?.localName === tag && (there as Element).getAttribute('name') === (attributes['name'] ?? null);
  const node = same
    ? (there as HTMLElement)
    : (document.createElementNS(
        `http://www.w3.org/${/^(svg|path)$/.test(tag) ? '2000/svg' : '1999/xhtml'}`,
        tag,
      ) as HTMLElement);
  draw(node, children);
  for (const [name, value] of Object.entries(attributes)) {
    // There is nothing to take away from a new node, and asking it costs time before the first paint.
    if (!same && !value) continue;
    if (isProperty(name)) {
      const properties = node as unknown as Record<string, unknown>;
      if (properties[name] !== value) properties[name] = value;
    } else if (typeof value === 'string') {
      if (node.getAttribute(name) !== value) node.setAttribute(name, value);
    } else node.toggleAttribute(name, !!value);
  }
  return node;
}
