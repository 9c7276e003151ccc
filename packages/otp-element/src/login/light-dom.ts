import type { LoginHost } from '../contracts/login-host.js';
import type { LightDomControl } from '../contracts/login-modules.js';
import type { StyleText } from '../dom/adopted-styles.js';
import { optionalObserver } from '../dom/optional.js';

const ELEMENT = 'cognito-otp-login[light-dom]';
/** Hides a slot's own icon once the page has put something into the slot. */
const SLOT_RULES = 'slot:has(> [slot]) > svg { display: none }';
/** Marks the form's root, so that a copy of the element recognizes the copy of the form. */
const FORM_MARKER = 'data-cognito-otp-form';

/** The parts of a selector list. Commas within parentheses belong to a part. */
function selectorsIn(list: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of list) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

/**
 * The rules with `ELEMENT` before each selector, for browsers that support neither `@scope` nor nested rules: Firefox
 * before 117 and Safari before 16.5. The browser's own parser finds the selectors.
 */
function prefixed(rules: CSSRuleList): string {
  return Array.from(rules, (rule) => {
    // `instanceof` would not work, because the rules may belong to another window.
    if ('selectorText' in rule) {
      const { selectorText, style } = rule as CSSStyleRule;
      const selectors = selectorsIn(selectorText).map((one) => (one.includes(ELEMENT) ? one : `${ELEMENT} ${one}`));
      return `${selectors} { ${style.cssText} }`;
    }
    if (!('conditionText' in rule)) return rule.cssText;
    const condition = rule.cssText.slice(0, rule.cssText.indexOf('{'));
    return `${condition}{ ${prefixed((rule as CSSConditionRule).cssRules)} }`;
  }).join(' ');
}

/**
 * Converts a shadow root's style sheet for the page: it applies within the element, but not to what the page put into
 * slots. In browsers without `@scope` the selectors begin with the element, so they also match slotted content. The fields
 * and the parts after the main button contain no slots and are always nested, because WebKit's `@scope` matches neither
 * inputs nor the content of `<details>`.
 */
function scopeToElement(css: string, parse: (css: string) => CSSRuleList): string {
  const withHost = (name: string) =>
    css.replace(/:host\(((?:[^()]|\([^()]*\))*)\)/g, `${name}$1`).replaceAll(':host', name);
  // Keyframes can't be nested.
  const keyframes = css.match(/@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g) ?? [];
  const nested = (parent: string, name: string) =>
    `${parent} { ${keyframes.reduce((rest, each) => rest.replace(each, ''), withHost(name))} }`;
  if ('CSSScopeRule' in globalThis) {
    const withoutSlots = nested(`:where(${ELEMENT} :is(.field, .after):not([slot] *))`, ':not(*)');
    return `@scope (${ELEMENT}) to ([slot]) { ${withHost(':scope')} ${SLOT_RULES} } ${withoutSlots}`;
  }
  return prefixed(parse(`${withHost(ELEMENT)} ${SLOT_RULES}`));
}

let formCount = 0;

/**
 * The form in the page's own DOM, for browsers and password managers that don't look into shadow roots: its styles are
 * scoped to the element, and the page's children are moved to their slots.
 */
export class LightDom implements LightDomControl {
  readonly #styles: StyleText[] = [];
  #sheets: CSSStyleSheet[] = [];
  /** The document or shadow root that has adopted the sheets. */
  #adopter: Document | ShadowRoot | undefined;
  readonly #childObserver: Pick<MutationObserver, 'observe' | 'disconnect'>;

  constructor(
    private readonly host: LoginHost,
    private readonly root: HTMLElement,
  ) {
    this.#childObserver = optionalObserver(() => new MutationObserver(() => this.assignSlots()));
    host.idSuffix = `-cognito-otp-${++formCount}`;
    root.toggleAttribute(FORM_MARKER);
    this.#discardCopiedForm();
    this.#redirectChildMethods();
  }

  /** Puts the form into the element, and its styles into the document or shadow root around it. */
  connect(): void {
    this.disconnect();
    this.host.append(this.root);
    this.#childObserver.observe(this.host, { childList: true });
    const root = this.host.getRootNode();
    this.#adopter = 'adoptedStyleSheets' in root ? (root as ShadowRoot) : this.host.ownerDocument;
    this.#adopt(this.#styles);
  }

  /** Removes the styles. */
  disconnect(): void {
    this.#childObserver.disconnect();
    const adopter = this.#adopter;
    if (adopter) {
      adopter.adoptedStyleSheets = adopter.adoptedStyleSheets.filter((sheet) => !this.#sheets.includes(sheet));
    }
    this.#sheets = [];
  }

  /** Moves the page's children into their slots: outside a shadow root, a `<slot>` is an ordinary element. */
  assignSlots(): void {
    // The styles select by the attribute, and the form has no other root by now.
    this.host.lightDom = true;
    for (const child of Array.from(this.host.children)) {
      if (child === this.root) continue;
      this.root.querySelector(`slot[name="${CSS.escape(child.slot)}"]`)?.append(child);
    }
  }

  /** Adds a style sheet, scoped to the element. */
  addStyles(styles: StyleText): void {
    this.#styles.push(styles);
    this.#adopt([styles]);
  }

  #adopt(styles: readonly StyleText[]): void {
    const adopter = this.#adopter;
    // A document can't use sheets that another document created.
    const { CSSStyleSheet } = this.host.ownerDocument.defaultView ?? window;
    if (!adopter) return;
    for (const { cssText } of styles) {
      const parse = (css: string) => {
        const parsed = new CSSStyleSheet();
        parsed.replaceSync(css);
        return parsed.cssRules;
      };
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(scopeToElement(cssText, parse));
      this.#sheets.push(sheet);
      adopter.adoptedStyleSheets.push(sheet);
    }
  }

  /** Removes a form that was copied together with the element, and takes the page's children out of it. */
  #discardCopiedForm(): void {
    for (const copied of this.host.querySelectorAll(`:scope > [${FORM_MARKER}]`)) {
      this.host.append(
        ...copied.querySelectorAll(':scope > form > slot > [slot], :scope > form > div > slot > [slot]'),
      );
      copied.remove();
    }
  }

  /**
   * Lets frameworks remove children, and insert others before them, as if the children were still where the framework put
   * them and not in slots.
   */
  #redirectChildMethods(): void {
    const { host, root } = this;
    const slotOf = (child: Node | null): Element | null =>
      child?.parentElement?.localName === 'slot' && root.contains(child) ? child.parentElement : null;
    const { removeChild, insertBefore } = Element.prototype;
    Object.assign(host, {
      removeChild: (child: Node) => removeChild.call(slotOf(child) ?? host, child),
      insertBefore: (child: Node, before: Node | null) =>
        insertBefore.call(host, child, slotOf(before) ? root : before),
    });
  }
}
