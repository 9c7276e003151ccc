/**
 * Renders trees (`tree.ts`) into the DOM. It is the only renderer of the elements: every step, the frame around them and
 * the companion elements. It keeps these invariants:
 *
 * 1. A node that still fits is kept. A text fits a text; an element fits if its tag and its `name` are the same, so that no
 *    field is ever turned into another field. Children are compared by position: a child that is not always there belongs
 *    last, or what follows it is created again.
 * 2. Nodes printed by a server are adopted, with their input, focus and open autofill lists.
 * 3. What a user or a password manager entered is kept: a property is written only when its description has changed.
 * 4. What a tree does not mention is left alone: classes and `open` that were set elsewhere, and the nodes that the page
 *    puts into a slot, which come after the slot's own. A parent that holds texts holds only nodes of its tree.
 * 5. Page translation is survived. Browsers replace texts by elements, or change them in place: an unchanged text keeps its
 *    translation, and a changed one replaces the translation, so that no outdated message stays on the screen. Elements
 *    beside it are not moved, so they keep the focus.
 * 6. A text is never parsed as markup: the renderer needs no Trusted Types policy.
 */
import type { Attributes, Child, Tree } from './tree.js';

/** The nodes rendered into a parent, in order; the page may have put others after them. */
const renderedNodes = new WeakMap<Node, readonly ChildNode[]>();
/** What a node was rendered from. */
const sources = new WeakMap<Node, Tree | string>();

const present = (children: readonly Child[]) => children.filter((child) => child) as (Tree | string)[];

/** Brings the contents of `parent` in line with `children`. */
export function renderTree(parent: Element | ShadowRoot, children: readonly Child[]): void {
  const next = present(children);
  const before = renderedNodes.get(parent) ?? [...parent.childNodes];
  const isOutdatedTranslation = (node: ChildNode, index: number) =>
    node.nodeType === 3 && node.parentNode !== parent && (node as Text).data !== next[index];
  if (before.some(isOutdatedTranslation)) removeTranslation(parent, before);
  let last: ChildNode | undefined;
  const now = next.map((child, index) => {
    const current = before[index];
    const node = update(current, child) ?? create(child);
    if (!current) parent.insertBefore(node, last ? last.nextSibling : parent.firstChild);
    else if (node !== current) current.replaceWith(node);
    last = node;
    return node;
  });
  for (const node of before.slice(now.length)) node.remove();
  renderedNodes.set(parent, now);
}

/** Removes what a translator put in place of texts, and puts the texts back. */
function removeTranslation(parent: Element | ShadowRoot, nodes: readonly ChildNode[]): void {
  for (const node of [...parent.childNodes]) if (!nodes.includes(node)) node.remove();
  nodes.reduceRight<ChildNode | null>((following, node) => {
    if (node.parentNode !== parent) parent.insertBefore(node, following);
    return node;
  }, null);
}

/** Brings a node in line with its description. Returns `undefined` if the node doesn't fit. */
function update(current: ChildNode | undefined, child: Tree | string): ChildNode | undefined {
  const source = current && sources.get(current);
  if (typeof child === 'string') {
    if (current?.nodeType !== 3) return undefined;
    // Compared with what was rendered: a browser may have translated it since.
    if ((source ?? (current as Text).data) !== child) (current as Text).data = child;
    sources.set(current, child);
    return current;
  }
  const node = current as Element | undefined;
  const [tag, attributes, ...children] = child;
  if (node?.localName !== tag || node.getAttribute('name') !== (attributes['name'] ?? null)) return undefined;
  renderTree(node, children);
  const previous = (source?.[1] ?? {}) as Attributes;
  for (const name in attributes) set(node, name, attributes[name], previous[name]);
  for (const name in previous) if (!(name in attributes)) set(node, name, undefined, previous[name]);
  sources.set(node, child);
  return node;
}

function create(child: Tree | string): ChildNode {
  if (typeof child === 'string') return update(new Text(), child)!;
  const [tag, attributes, ...children] = child;
  const node =
    tag === 'svg' || tag === 'path'
      ? document.createElementNS('http://www.w3.org/2000/svg', tag)
      : document.createElement(tag);
  const own = present(children).map(create);
  node.append(...own);
  renderedNodes.set(node, own);
  // A new node has nothing to remove, and each comparison with the DOM delays the first paint.
  for (const name in attributes) if (attributes[name]) set(node, name, attributes[name]);
  sources.set(node, child);
  return node;
}

type Value = Attributes[string];

function set(node: Element, name: string, value: Value, previous?: Value): void {
  const property = name[0] === '.' ? name.slice(1) : name.startsWith('on') && name;
  if (property) {
    const properties = node as unknown as Record<string, unknown>;
    if (value !== previous && properties[property] !== value) properties[property] = value;
  } else if (typeof value !== 'string') node.toggleAttribute(name, !!value);
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
