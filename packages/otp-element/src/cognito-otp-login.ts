import type { OtpClient, OtpError, OtpErrorCode, OtpState, Session, StorageAdapter, Tokens } from '@cognito-otp/client';
import { type CSSResult, html, LitElement, nothing, type PropertyValues } from 'lit';
import type { ClientController } from './client-controller.js';
import { styles } from './cognito-otp-login.styles.js';
import type { LightDom } from './light-dom.js';
import { first } from './messages/first.js';
import type { Messages } from './messages/types.js';
import { nearestLanguage } from './page-language.js';
import { identifierStep } from './steps/identifier-step.js';
import type { StepView } from './steps/step-view.js';

export type Kind = 'phone' | 'email';

/** A question that new people are asked, kept as a user attribute of Cognito's name. */
export interface SignUpField {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'date' | 'url';
  readonly autocomplete?: AutoFill;
  readonly required?: boolean;
}

/**
 * Sign in to Amazon Cognito with a one-time code.
 *
 * This file owns the public face and the frame every step is drawn in: one form, its live regions, its button. It holds
 * no authentication state: that is the client's snapshot, brought by {@link ClientController} after the first paint
 * together with the steps that follow the first one.
 */
export class CognitoOtpLogin extends LitElement {
  static formAssociated = true;
  static override styles = styles;
  static override properties = {
    userPoolId: { attribute: 'user-pool-id' },
    clientId: { attribute: 'client-id' },
    region: {},
    endpoint: {},
    identifiers: {},
    signUp: { attribute: 'sign-up' },
    defaultCountry: { attribute: 'default-country' },
    countries: {},
    preferredCountries: { attribute: 'preferred-countries' },
    codeAppearance: { attribute: 'code-appearance' },
    format: {},
    lang: {},
    theme: {},
    persistence: {},
    redirect: {},
    noAutoSubmit: { type: Boolean, attribute: 'no-auto-submit' },
    lightDom: { type: Boolean, attribute: 'light-dom' },
    flow: {},
    name: {},
    required: { type: Boolean },
    formValue: { attribute: 'form-value' },
    captcha: { attribute: false },
    fields: { attribute: false },
    step: { reflect: true },
    client: { attribute: false },
    messages: { attribute: false },
    storage: { attribute: false },
    fetcher: { attribute: false },
    errorTransformer: { attribute: false },
    kind: { state: true },
    country: { state: true },
    texts: { state: true },
    pending: { state: true },
    failed: { state: true },
  };

  declare userPoolId: string;
  declare clientId: string;
  declare region?: string;
  declare endpoint?: string;
  declare identifiers?: string;
  declare signUp?: 'auto' | 'off' | 'only';
  declare defaultCountry?: string;
  declare countries?: string;
  declare preferredCountries?: string;
  declare codeAppearance?: 'cells' | 'plain';
  declare format?: 'blur' | 'as-you-type';
  declare lang: string;
  declare theme?: 'light' | 'dark' | 'auto';
  declare persistence?: 'local' | 'session' | 'memory';
  declare redirect?: string;
  declare noAutoSubmit: boolean;
  declare lightDom: boolean;
  declare flow?: 'custom' | 'native';
  declare name?: string;
  declare required: boolean;
  declare formValue?: 'sub' | 'id-token';
  declare captcha?: string | (() => string | Promise<string>);
  declare fields?: readonly SignUpField[];
  declare step: OtpState['step'];
  declare client: OtpClient | null;
  declare messages?: Partial<Messages>;
  declare storage?: StorageAdapter;
  declare fetcher?: typeof fetch;
  declare errorTransformer?: (error: OtpError | { readonly code: OtpErrorCode }, text: string) => string;

  declare kind: Kind;
  declare country: string;
  declare texts: (typeof first & Partial<Messages>) | null;
  declare pending: boolean;
  declare failed: boolean;

  /** What stands in the fields of the first step; never a code. */
  readonly typed = { phone: '', email: '', country: '' };
  controller: ClientController | null = null;
  #light: LightDom | undefined;
  /** Where the caret stood in the pre-rendered form. */
  #caret: readonly [number | null, number | null] | undefined;
  #ready: Promise<ClientController> | undefined;

  get kinds(): Kind[] {
    const kinds = (['phone', 'email'] as const).filter((kind) => this.identifiers?.includes(kind));
    return kinds[0] ? kinds : ['phone', 'email'];
  }

  /** The page's language: the nearest `lang`, across shadow roots. */
  get language(): string {
    return nearestLanguage(this);
  }

  /** The client and the later steps, loaded once. Rejects when they can't be loaded; the next call tries again. */
  whenReady(): Promise<ClientController> {
    this.#ready ??= import('./client-controller.js').then(
      async ({ ClientController }) => {
        this.controller ??= new ClientController(this);
        await this.updateComplete;
        return this.controller;
      },
      (error) => {
        this.#ready = undefined;
        throw error;
      },
    );
    return this.#ready;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#light?.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#light?.disconnect();
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    if (this.lightDom) return this.ownerDocument.createElement('div');
    if (this.shadowRoot) this.#takeOver(this.shadowRoot);
    return super.createRenderRoot();
  }

  /** Keeps what was typed into the pre-rendered form before this script came. */
  #takeOver(root: ShadowRoot): void {
    for (const field of root.querySelectorAll<HTMLInputElement>('.group input, select')) {
      this.typed[field.name as 'phone'] = field.value;
      if (field === root.activeElement) this.#caret = [field.selectionStart, field.selectionEnd];
    }
    if (root.querySelector('label + label :checked')) this.kind = 'email';
    root.replaceChildren();
  }

  /** Styles for the form's tree, be it the shadow root's or the page's. */
  addStyles(added: CSSResult): void {
    if (this.#light) this.#light.addStyles(added);
    else (this.renderRoot as ShadowRoot).adoptedStyleSheets.push(added.styleSheet!);
  }

  protected override async scheduleUpdate(): Promise<void> {
    if (this.lightDom && !this.#light) {
      const { LightDom } = await import('./light-dom.js');
      this.#light = new LightDom(this, this.renderRoot as HTMLElement);
      this.addStyles(styles);
      this.#light.connect();
    }
    super.scheduleUpdate();
    this.#light?.place();
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('input.code, .group input, h2')?.focus(options);
  }

  /** Back to the first step; forgets the code that is out. */
  async reset(): Promise<void> {
    (await this.whenReady()).client?.cancel();
  }

  /** Asks for another message, as the button does. */
  async resend(channel?: 'sms' | 'email'): Promise<void> {
    await (await this.whenReady()).commands.resend(channel);
  }

  /** Checks a code the page got by other means. */
  async submitCode(code: string): Promise<void> {
    (await this.whenReady()).commands.receive(code);
  }

  async signOut(options: { everywhere?: boolean } = {}): Promise<void> {
    await (await this.whenReady()).commands.signOut(options.everywhere);
  }

  /** Who is signed in, or null; the claims are for showing. */
  async getSession(): Promise<Session | null> {
    return (await this.whenReady()).client?.session ?? null;
  }

  /** Fresh tokens. Rejects with an `OtpError` that says why there are none. */
  async getTokens(): Promise<Tokens> {
    const { client } = await this.whenReady();
    if (!client) throw new TypeError('<cognito-otp-login> has no client: set user-pool-id and client-id.');
    return client.getTokens();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.kinds.includes(this.kind)) this.kind = this.kinds[0]!;
    if (!this.hasUpdated || changed.has('defaultCountry') || changed.has('countries')) {
      const allowed = this.countries?.toUpperCase().match(/[A-Z]{2}/g);
      const home =
        this.typed.country ||
        this.defaultCountry?.toUpperCase() ||
        new Intl.Locale(navigator.language).maximize().region ||
        'US';
      this.country = allowed && !allowed.includes(home) ? allowed[0]! : home;
    }
    if (!this.hasUpdated || changed.has('lang')) this.#loadTexts();
    this.step = this.controller?.state.step ?? (this.#hasTrace() ? 'restoring' : 'identifier');
  }

  protected override firstUpdated(): void {
    if (this.#caret || (this.autofocus && document.activeElement === document.body)) this.focus();
    if (this.#caret && this.kind === 'phone')
      this.renderRoot.querySelector<HTMLInputElement>('[type=tel]')?.setSelectionRange(...this.#caret);
    setTimeout(() =>
      this.whenReady().catch(() => {
        this.failed = true;
      }),
    );
  }

  #loadTexts(): void {
    const language = this.language;
    if (/^en\b/i.test(language)) {
      this.texts = first;
      return;
    }
    import('./messages/languages.js')
      .then(({ loadMessages }) => loadMessages(language))
      .catch(() => first)
      .then((texts) => (this.texts = texts));
  }

  /** Whether this browser holds something of an earlier visit, so that the first step isn't shown for a moment first. */
  #hasTrace(): boolean {
    try {
      return [localStorage, sessionStorage].some((area) =>
        Object.keys(area).some((key) => key.includes(this.clientId)),
      );
    } catch {
      return false;
    }
  }

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      this.pending = true;
      this.failed = false;
      await (await this.whenReady()).submit();
    } catch {
      this.failed = true;
    }
    this.pending = false;
  };

  /** A text by its key: the page's own, the language's, or English. */
  text(key: keyof typeof first): string {
    return this.messages?.[key] ?? this.texts?.[key] ?? first[key];
  }

  protected override render(): unknown {
    const { controller, step } = this;
    const view: StepView = controller?.view() ?? identifierStep(this);
    const dir = this.dir || this.texts?.dir || nothing;
    const busy = this.pending || view.busy;
    return html`<form part="form" novalidate dir=${dir} data-step=${view.name} ?inert=${!this.texts || step === 'restoring'} aria-busy=${busy} @submit=${this.#submit}>
<slot name="header"></slot><slot name="logo"><svg viewBox="0 0 24 24" aria-hidden="true">${view.icon}</svg></slot>
<h2 part="title" tabindex="-1">${view.title}</h2><p part="lead" class="lead">${view.lead}</p>
<div part="field" class="field">${view.field}</div>
<p id="error" part="error" class="error" role="alert">${view.error ?? (this.failed ? this.text('network') : nothing)}</p>
<div class="asked" ?hidden=${view.name !== 'identifier'}><slot name="fields"></slot><slot name="terms"></slot></div><div class="asked" ?hidden=${!(view.captcha ?? view.name === 'identifier')}><slot name="captcha"></slot></div>
${view.action ? html`<button part="submit" class="main" aria-busy=${busy}>${view.action}</button>` : nothing}
<div part="after" class="after">${view.after}</div>
<p part="status" class=${view.quiet ? 'vh' : 'status'} role="status">${view.status}</p>
<div ?hidden=${view.name !== 'signed-in'}><slot name="success"></slot></div>
<slot name="support"></slot><slot name="footer"></slot></form>`;
  }
}
