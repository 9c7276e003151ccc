import type { CSSResult } from '@lit/reactive-element';
import type { CognitoOtpLogin } from './cognito-otp-login.js';

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

/**
 * The element's form in the page's own DOM, for browsers and password managers that don't look into shadow roots: its
 * styles are scoped to the element, and the page's children move to where their slots are.
 */
export class LightDom {
  readonly #styles: CSSStyleSheet[] = [];
  readonly #observer: MutationObserver;

  constructor(
    private readonly host: CognitoOtpLogin,
    private readonly root: HTMLElement,
  ) {
    this.#observer = new MutationObserver(() => this.place());
    host.idSuffix = `-cognito-otp-${++forms}`;
  }

  connect(): void {
    this.host.append(this.root);
    this.#observer.observe(this.host, { childList: true });
    this.#adopt(this.#styles);
  }

  disconnect(): void {
    this.#observer.disconnect();
    const scope = this.#scope;
    scope.adoptedStyleSheets = scope.adoptedStyleSheets.filter((sheet) => !this.#styles.includes(sheet));
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
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(scoped(styles.cssText));
    this.#styles.push(sheet);
    this.#adopt([sheet]);
  }

  get #scope(): Document | ShadowRoot {
    const root = this.host.getRootNode();
    return root instanceof ShadowRoot ? root : this.host.ownerDocument;
  }

  #adopt(sheets: readonly CSSStyleSheet[]): void {
    const scope = this.#scope;
    const missing = sheets.filter((sheet) => !scope.adoptedStyleSheets.includes(sheet));
    scope.adoptedStyleSheets = [...scope.adoptedStyleSheets, ...missing];
  }
}
