import {
  createElement,
  type ForwardRefExoticComponent,
  forwardRef,
  type ReactNode,
  type RefAttributes,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';

/** The props of a component, as far as this module knows them: `types/react.d.ts` describes each of them. */
export type Props = Readonly<Record<string, unknown>>;

/** Values of HTML attributes by name; `true` for an attribute without a value. */
export type AttributeValues = Readonly<Record<string, string | true>>;

/** Prints the content of an element's shadow root on a server; `undefined` if it gets none there. */
export type PrintShadow = (attributes: AttributeValues, props: Props) => string | undefined;

/** The description of a custom element from which its component is created. */
export interface ComponentOptions {
  readonly tag: string;
  /** The props that are attributes, and the attributes' names. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The props that are properties of the element. */
  readonly properties: readonly string[];
  /** The props that are event handlers, and the types of the events. */
  readonly events: Readonly<Record<string, string>>;
  readonly printShadow: PrintShadow;
  /** Defines the custom element, unless the page has defined it. */
  readonly define: () => void;
}

const onServer = typeof document === 'undefined';

/** React 18 warns about layout effects on a server. */
const useBrowserEffect = onServer ? useEffect : useLayoutEffect;

/** Props that pages write as inline functions, although the element creates another client when one of them changes. */
const COMPARED_FUNCTIONS: readonly string[] = ['fetcher'];

/**
 * Creates the React component of a custom element, for React 18 and later:
 *
 * - It adds the event handlers itself: React 18 has none for custom elements, and React 19 adds none while it hydrates.
 * - It defines the element only after React has hydrated it. If it were defined earlier, it would change nodes that React
 *   compares.
 * - On a server it prints the shadow root. The browser's parser replaces the `<template>` by the shadow root. React renders
 *   no template in a browser, so the document is as React expects.
 */
export function createComponent(
  options: ComponentOptions,
): ForwardRefExoticComponent<Props & RefAttributes<HTMLElement>> {
  const component = forwardRef<HTMLElement, Props>((props, ref) => {
    const own = useRef<HTMLElement>(null);
    const latest = useRef<Props>({});
    useBrowserEffect(() => {
      setProperties(own.current!, options.properties, latest.current, props, (name) => latest.current[name]);
      latest.current = props;
    });
    useBrowserEffect(() => {
      const listeners = Object.entries(options.events).map(([prop, type]) => {
        const listener = (event: Event) => (latest.current[prop] as ((event: Event) => void) | undefined)?.(event);
        return [type, listener] as const;
      });
      const element = own.current!;
      for (const [type, listener] of listeners) element.addEventListener(type, listener);
      options.define();
      // Until an element is defined it would show its children, whatever their slots.
      if (!customElements.get(options.tag) && !element.shadowRoot) element.attachShadow({ mode: 'open' });
      return () => {
        for (const [type, listener] of listeners) element.removeEventListener(type, listener);
      };
    }, []);
    useImperativeHandle(ref, () => own.current!, []);
    return createElement(
      options.tag,
      hostProps(options, props, own),
      shadowTemplate(options, props),
      props['children'] as ReactNode,
    );
  });
  component.displayName = options.tag;
  return component as ForwardRefExoticComponent<Props & RefAttributes<HTMLElement>>;
}

/** Sets the properties that have changed. Lit finds those that were set before the element was defined. */
function setProperties(
  element: HTMLElement,
  names: readonly string[],
  before: Props,
  props: Props,
  latest: (name: string) => unknown,
): void {
  const target = element as unknown as Record<string, unknown>;
  for (const name of names) {
    const value = props[name];
    if (value === before[name]) continue;
    const isCompared = COMPARED_FUNCTIONS.includes(name) && typeof value === 'function';
    if (!isCompared) target[name] = value;
    else if (typeof before[name] !== 'function') {
      target[name] = (...given: unknown[]) => (latest(name) as (...all: unknown[]) => unknown)(...given);
    }
  }
}

/** The element's attributes. React handles every other prop: `id`, `style`, `onClick`, `aria-label` and so on. */
function hostProps({ attributes, properties, events }: ComponentOptions, props: Props, ref: unknown) {
  const own = [
    'children',
    'className',
    'autoFocus',
    'nonce',
    ...properties,
    ...Object.keys({ ...attributes, ...events }),
  ];
  const others = Object.entries(props).filter(([name]) => !own.includes(name));
  return {
    ...Object.fromEntries(others),
    ...attributeValues(attributes, props),
    // React 18 gives a custom element the attribute `classname`.
    ...(props['className'] !== undefined && { class: props['className'] }),
    // A script of the page may have defined the element already, which then has reflected its state.
    suppressHydrationWarning: true,
    ref,
  };
}

/** React 18 would write `false` as a text, and a boolean attribute that is present is true. */
function attributeValues(attributes: ComponentOptions['attributes'], props: Props): AttributeValues {
  const values = Object.entries(attributes).map(([prop, name]) => [name, props[prop]] as const);
  const present = values.filter(([, value]) => value !== undefined && value !== null && value !== false);
  return Object.fromEntries(present.map(([name, value]) => [name, value === true ? true : String(value)]));
}

/**
 * A browser without declarative shadow roots (Firefox before version 123) keeps the `<template>`, so React must expect it
 * there, with any content.
 */
const keptContent = onServer || 'shadowRootMode' in HTMLTemplateElement.prototype ? undefined : '';

/** The declarative shadow root, on a server. */
function shadowTemplate({ attributes, printShadow }: ComponentOptions, props: Props) {
  const content = onServer ? printShadow(attributeValues(attributes, props), props) : keptContent;
  if (content === undefined || props['lightDom']) return null;
  return createElement('template', {
    shadowrootmode: 'open',
    suppressHydrationWarning: true,
    // biome-ignore lint/security/noDangerouslySetInnerHtml: `printShadow` escapes every value.
    dangerouslySetInnerHTML: { __html: content },
  });
}
