/**
 * An element and its contents as data, so that a page's script (`render-tree.ts`) and its server (`print-tree.ts`) produce
 * the same form: `[tag, attributes, …children]`.
 */
export type Tree = readonly [tag: string, attributes: Attributes, ...children: Child[]];

/** A child of an element: an element, a text, or nothing (`false`, `undefined` and the empty text). */
export type Child = Tree | string | false | undefined;

/**
 * What is set on an element, by name:
 * - an attribute: its text, `true` for an attribute without a value, `false` or `undefined` for no attribute;
 * - a property, if the name starts with a dot: for what a user can change, `.value` and `.selected` for instance;
 * - an event handler, if the name starts with `on`.
 */
export type Attributes = Readonly<Record<string, string | boolean | undefined | ((event: Event) => void)>>;
