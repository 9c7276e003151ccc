/**
 * An element and what is in it, as data, so that a page's script and its server draw the same: `[tag, attributes, …children]`.
 */
export type Tree = readonly [tag: string, attributes: Attributes, ...children: Child[]];
export type Child = Tree | string | false | undefined;
/**
 * By their names: texts; `true` for one without a value; `false` or undefined for none. A name with a dot before it is a
 * property, for what a person changes, and so is a handler.
 */
export type Attributes = Readonly<Record<string, string | boolean | undefined | ((event: Event) => void)>>;

/** What stands in a node by our doing: others (the page, Lit) may have put more there. */
const drawn = new WeakMap<Node, ChildNode[]>();

const shown = (children: readonly Child[]) => children.filter((child) => child) as (Tree | string)[];

/**
 * Brings what is in a node in line with its description, and keeps each node that still fits: the one a person is
 * typing into, and all that a server has drawn. What others put there comes after.
 */
export function draw(parent: Element | ShadowRoot, children: readonly Child[]): void {
  const next = shown(children);
  let before = drawn.get(parent) ?? [...parent.childNodes];
  const isOld = (node: ChildNode, index: number) => node.nodeType === 3 && (node as Text).data !== next[index];
  if (before.some((node, index) => node.parentNode !== parent && isOld(node, index))) {
    // A browser that translates pages puts its own nodes in place of texts, and what is new would never be seen.
    parent.replaceChildren();
    before = [];
  }
  let last: ChildNode | undefined;
  const now = next.map((child, index) => {
    const there = before[index];
    const node = fitting(there, child) ?? create(child);
    if (!there) parent.insertBefore(node, last ? last.nextSibling : parent.firstChild);
    else if (node !== there) there.replaceWith(node);
    last = node;
    return node;
  });
  for (const left of before.slice(now.length)) left.remove();
  drawn.set(parent, now);
}

/** The node that is there, brought in line; nothing if it is another one. */
function fitting(there: ChildNode | undefined, child: Tree | string): ChildNode | undefined {
  if (typeof child === 'string') {
    if (there?.nodeType !== 3) return undefined;
    if ((there as Text).data !== child) (there as Text).data = child;
    return there;
  }
  const node = there as Element | undefined;
  const [tag, attributes, ...children] = child;
  if (node?.localName !== tag || node.getAttribute('name') !== (attributes['name'] ?? null)) return undefined;
  draw(node, children);
  for (const name in attributes) set(node, name, attributes[name]);
  return node;
}

function create(child: Tree | string): ChildNode {
  if (typeof child === 'string') return new Text(child);
  const [tag, attributes, ...children] = child;
  const node =
    tag === 'svg' || tag === 'path'
      ? document.createElementNS('http://www.w3.org/2000/svg', tag)
      : document.createElement(tag);
  const own = shown(children).map(create);
  node.append(...own);
  drawn.set(node, own);
  // There is nothing to take away from a new node, and each question to it holds up the first paint.
  for (const name in attributes) if (attributes[name]) set(node, name, attributes[name]);
  return node;
}

function set(node: Element, name: string, value: Attributes[string]): void {
  const property = name[0] === '.' ? name.slice(1) : typeof value === 'function' && name;
  if (property) {
    const properties = node as unknown as Record<string, unknown>;
    if (properties[property] !== value) properties[property] = value;
  } else if (typeof value !== 'string') node.toggleAttribute(name, !!value);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
