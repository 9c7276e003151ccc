import type { CSSResult } from '@lit/reactive-element';
import type { CognitoOtpLogin } from '../elements/cognito-otp-login.js';

const element = 'cognito-otp-login[light-dom]';
const slots = 'slot:has(> [slot]) > svg { display: none }';

/**
 * The styles of a shadow root for the page: within the element, and not in what the page put into its slots. Browsers
 * without `@scope` get them nested, which keeps them within the element alone. So does what is under the main button,
 * where no slot is, in all of them: WebKit's `@scope` doesn't reach into `<details>`.
 */
function scoped(css: string): string {
  const host = (name: string) =>
    css.replace(/:host\(((?:[^()]|\([^()]*\))*)\)/g, `${name}$1`).replaceAll(':host', name);
  // Keyframes can't be nested.
  const keyframes = css.match(/@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g) ?? [];
  const nested = (parent: string, name: string) =>
    `${parent} { ${keyframes.reduce((rest, each) => rest.replace(each, ''), host(name))} }`;
  if ('CSSScopeRule' in globalThis) {
    const after = nested(`:where(${element} .after:not([slot] *))`, ':not(*)');
    return `@scope (${element}) to ([slot]) { ${host(':scope')} ${slots} } ${after}`;
  }
  return `${keyframes.join(' ')} ${nested(element, '&')} ${element} { ${slots} }`;
}

let forms = 0;

/** Marks the form, so that a copy of the element knows the copy of it. */
const mark = 'data-cognito-otp-form';

/**
 * The element's form in the page's own DOM, for browsers and password managers that don't look into shadow roots: its
 * styles are scoped to the element, and the page's children move to where their slots are.
 */
export class LightDom {
  readonly #styles: CSSResult[] = [];
  #sheets: CSSStyleSheet[] = [];
  /** Where they are in use. */
  #scope: Document | ShadowRoot | undefined;
  readonly #observer: MutationObserver;

  constructor(
    private readonly host: CognitoOtpLogin,
    private readonly root: HTMLElement,
  ) {
    this.#observer = new MutationObserver(() => this.place());
    host.idSuffix = `-cognito-otp-${++forms}`;
    root.toggleAttribute(mark);
    this.#takeBack();
    this.#answerForSlots();
  }

  connect(): void {
    this.disconnect();
    this.host.append(this.root);
    this.#observer.observe(this.host, { childList: true });
    const root = this.host.getRootNode();
    this.#scope = 'adoptedStyleSheets' in root ? (root as ShadowRoot) : this.host.ownerDocument;
    this.#adopt(this.#styles);
  }

  disconnect(): void {
    this.#observer.disconnect();
    const scope = this.#scope;
    if (scope) scope.adoptedStyleSheets = scope.adoptedStyleSheets.filter((sheet) => !this.#sheets.includes(sheet));
    this.#sheets = [];
  }

  /** Puts the page's children into their slots; in a document a `<slot>` is an element like any other. */
  place(): void {
    // Its styles go by the attribute, and it has no other place to be drawn in.
    this.host.lightDom = true;
    for (const child of Array.from(this.host.children)) {
      if (child === this.root) continue;
      this.root.querySelector(`slot[name="${CSS.escape(child.slot)}"]`)?.append(child);
    }
  }

  addStyles(styles: CSSResult): void {
    this.#styles.push(styles);
    this.#adopt([styles]);
  }

  #adopt(styles: readonly CSSResult[]): void {
    const scope = this.#scope;
    // A document takes no sheets that another one has made.
    const { CSSStyleSheet } = this.host.ownerDocument.defaultView ?? window;
    if (!scope) return;
    for (const { cssText } of styles) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(scoped(cssText));
      this.#sheets.push(sheet);
      scope.adoptedStyleSheets.push(sheet);
    }
  }

  /** The page's children out of a form that was copied together with the element, which is of no use. */
  #takeBack(): void {
    for (const copied of this.host.querySelectorAll(`:scope > [${mark}]`)) {
      this.host.append(
        ...copied.querySelectorAll(':scope > form > slot > [slot], :scope > form > div > slot > [slot]'),
      );
      copied.remove();
    }
  }

  /** Frameworks take children away, and put others before them, from where they had put them. */
  #answerForSlots(): void {
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
