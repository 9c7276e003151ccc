import type { OtpClient, OtpError, OtpErrorCode, OtpState, Session, StorageAdapter, Tokens } from '@cognito-otp/client';
import { type CSSResult, type PropertyValues, ReactiveElement } from '@lit/reactive-element';
import { hasStoredState } from '../client/stored-state.js';
import { type IdentifierKind, parseIdentifierKinds, type SignUpField } from '../contracts/identifier.js';
import type { LoginHost } from '../contracts/login-host.js';
import type { LightDomControl, LoginControl } from '../contracts/login-modules.js';
import type { StepView } from '../contracts/step-view.js';
import { renderTree } from '../dom/render-tree.js';
import { initialCountry, parseCountryCodes } from '../i18n/country-codes.js';
import { firstPaintMessages } from '../i18n/messages/first.js';
import { loadMessages } from '../i18n/messages/languages.js';
import type { Messages } from '../i18n/messages/types.js';
import { browserCountry, nearestLanguage } from '../i18n/page-language.js';
import { styles } from '../styles/cognito-otp-login.styles.js';
import { frame } from '../views/frame.js';
import { identifierView } from '../views/identifier-view.js';
import { readPrerenderedForm } from '../views/prerendered-form.js';
import { identifierModel } from './identifier-model.js';

/**
 * Sign in to Amazon Cognito with a one-time code, sent to a phone or an e-mail address.
 *
 * This file owns the public face and the frame every step is drawn in: one form, its live regions, its button. It holds
 * no authentication state: that is the client's snapshot, brought by {@link ClientController} after the first paint
 * together with the steps that follow the first one.
 *
 * @tagname cognito-otp-login
 *
 * @attr {boolean} autofocus - Takes the focus on arrival, unless the page has given it to something else.
 *
 * @fires {ReadyEvent} cognito-otp-ready - The client is there and the first state is drawn.
 * @fires {StepEvent} cognito-otp-step - Another step is shown.
 * @fires {BeforeSendEvent} cognito-otp-before-send - A message is about to be asked for; cancel it to send nothing.
 * @fires {SentEvent} cognito-otp-sent - A message went out.
 * @fires {BeforeVerifyEvent} cognito-otp-before-verify - A code is about to be checked; cancel it to check nothing.
 * @fires {InvalidCodeEvent} cognito-otp-invalid-code - A code was not taken; says why and how many tries are left.
 * @fires {LockoutEvent} cognito-otp-lockout - No answers are taken until a time, or until a new start.
 * @fires {SuccessEvent} cognito-otp-success - Somebody is signed in; the tokens are had from `getTokens()`.
 * @fires {BeforeRedirectEvent} cognito-otp-before-redirect - The page is about to be left for `redirect`; cancel it to stay.
 * @fires {LoginErrorEvent} cognito-otp-error - Something went wrong; its code is also the key of its text.
 * @fires {SessionExpiredEvent} cognito-otp-session-expired - A session, or the time to type a code, has ended by itself.
 * @fires {SignedOutEvent} cognito-otp-signed-out - The session has ended, here or in another tab.
 *
 * @slot header - Above everything else.
 * @slot logo - In place of the symbol above the heading.
 * @slot fields - More questions for new people: controls whose names are the user attributes'.
 * @slot terms - What new people agree to, a required checkbox for instance.
 * @slot captcha - A CAPTCHA's widget; the token is the value of a control in it, unless the `captcha` property gives one.
 * @slot success - Shown to who is signed in.
 * @slot support - A way to help, under every step.
 * @slot footer - Below everything else.
 *
 * @csspart form - The box around everything.
 * @csspart icon - The symbol above the heading.
 * @csspart title - The heading.
 * @csspart lead - The sentence under the heading.
 * @csspart field - What the step asks for.
 * @csspart kinds - The switch between phone and e-mail.
 * @csspart kind - One of its two choices.
 * @csspart kind-chosen - The one that is chosen.
 * @csspart fields - The frame around the fields of the first step.
 * @csspart country - The list of countries.
 * @csspart prefix - The calling code, where there is one country alone, or its name leaves no room for it.
 * @csspart label - The name of a field.
 * @csspart input - Every field that is typed in.
 * @csspart code - The code's field with the cells behind it.
 * @csspart cell - One cell of the code.
 * @csspart cell-filled - A cell with a digit in it, unless the code is wrong.
 * @csspart cell-current - The cell the next digit falls into.
 * @csspart hint - The sentence under the code's field.
 * @csspart destination - The number or address the code went to.
 * @csspart back - The button back to the first step.
 * @csspart submit - The main button.
 * @csspart error - What went wrong.
 * @csspart status - What has just happened.
 * @csspart after - What follows the main button.
 * @csspart resend - The line with the countdown or the button that follows it.
 * @csspart countdown - The time until a message may be asked for.
 * @csspart resend-button - The button that asks for another message.
 * @csspart help - What to do when no code comes.
 * @csspart help-title - What opens it.
 * @csspart channel - The button that asks for the code over another channel.
 * @csspart user - The name of who is signed in.
 * @csspart continue - The link to `redirect`.
 * @csspart sign-out - The button that signs out.
 *
 * @cssstate loading - Waiting for an answer.
 * @cssstate error - Something went wrong and is shown.
 * @cssstate locked - No answers are taken at the moment.
 * @cssstate offline - The browser has no connection.
 * @cssstate success - Somebody is signed in.
 *
 * @cssprop [--cognito-otp-accent=light-dark(#2f4bc7, #a9b9ff)] - Buttons, links, focus.
 * @cssprop [--cognito-otp-on-accent=light-dark(#fff, #10163a)] - Text on the main button.
 * @cssprop [--cognito-otp-surface=light-dark(#fff, #14161d)] - The box.
 * @cssprop [--cognito-otp-text=light-dark(#161a26, #eef0f6)] - Text; lines and quieter texts are mixed from it.
 * @cssprop [--cognito-otp-muted] - Quieter text; mixed from text and surface by default.
 * @cssprop [--cognito-otp-border] - The lines round fields, cells and the second button; mixed from text and surface by default.
 * @cssprop [--cognito-otp-border-width=1px] - Their width.
 * @cssprop [--cognito-otp-field] - The inside of fields and cells; the surface by default, a little lighter in the dark.
 * @cssprop [--cognito-otp-focus] - Focus rings and the current cell; the accent by default.
 * @cssprop [--cognito-otp-error=light-dark(#b3201c, #ffaca4)] - What went wrong.
 * @cssprop [--cognito-otp-radius=14px] - Corners of fields and buttons; the others follow.
 * @cssprop [--cognito-otp-density=1] - A number that all distances are multiplied by.
 * @cssprop [--cognito-otp-width=26rem] - The greatest width.
 * @cssprop [--cognito-otp-font=ui-sans-serif, system-ui, …] - The typefaces.
 * @cssprop [--cognito-otp-code-font=ui-monospace, …] - The typefaces of the code; its digits must be equally wide.
 * @cssprop [--cognito-otp-cell=3.25rem] - The greatest width of a cell.
 * @cssprop [--cognito-otp-cell-gap=10px] - The greatest gap between cells; narrower where there is little room.
 * @cssprop [--cognito-otp-shadow=0 1px 2px #0b10230d, 0 12px 32px -12px #0b102326] - The shadow of the box.
 */
export class CognitoOtpLogin extends ReactiveElement implements LoginHost {
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
    // Frameworks set properties where they find them, and styles and the page's language go by attributes.
    lang: { reflect: true },
    dir: { reflect: true },
    theme: { reflect: true },
    persistence: {},
    redirect: {},
    noAutoSubmit: { type: Boolean, attribute: 'no-auto-submit' },
    lightDom: { type: Boolean, attribute: 'light-dom', reflect: true },
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
    loadFailed: { state: true },
    showCountryName: { state: true },
  };

  /** The user pool's id, `<region>_<id>`, from the stack's outputs. */
  declare userPoolId: string;
  /** The app client's id, from the stack's outputs. */
  declare clientId: string;
  /** The pool's region, where the id doesn't tell. */
  declare region?: string;
  /** Another address of Cognito's API, a local pool's for instance: https, or loopback. */
  declare endpoint?: string;
  /** What people sign in with: `phone`, `email`, or `phone email` (default), with a switch. */
  declare identifiers?: string;
  /** Whether new people get an account: `auto` (default) makes one where there is none, `off` never, `only` tries it at each start, and tells where the pool takes nobody new. */
  declare signUp?: 'auto' | 'off' | 'only';
  /** ISO 3166-1 code of the country that is chosen first; else the browser's. */
  declare defaultCountry?: string;
  /** ISO 3166-1 codes of the countries to choose from; else all. One alone is a fixed prefix. */
  declare countries?: string;
  /** ISO 3166-1 codes of the countries at the top of the list. */
  declare preferredCountries?: string;
  /** How the code's field is drawn: `cells` (default), or `plain`. */
  declare codeAppearance?: 'cells' | 'plain';
  /** When a number is written the way its country does: on `blur` (default), or `as-you-type`. */
  declare format?: 'blur' | 'as-you-type';
  /** BCP 47 tag of the form's language; else the page's. */
  declare lang: string;
  /** Direction of the form, `ltr` or `rtl`; else the language's. */
  declare dir: string;
  /** `light`, `dark`, or `auto` (the system's); else the page's own `color-scheme`. */
  declare theme?: 'light' | 'dark' | 'auto';
  /** Where the session is kept: `local` (default) outlives the browser, `session` the reload, `memory` nothing. */
  declare persistence?: 'local' | 'session' | 'memory';
  /** Where to go once signed in: an address over http or https, else it is left out. */
  declare redirect?: string;
  /** Checks a complete code only when the button is pressed. */
  declare noAutoSubmit: boolean;
  /** Draws the form in the page's own DOM, for password managers that don't look into shadow roots. Before the first paint only. */
  declare lightDom: boolean;
  /** Which of Cognito's flows: `custom` (default) is the template's triggers, `native` Cognito's own one-time codes. */
  declare flow?: 'custom' | 'native';
  /** The name of the form's value in the page's own `<form>`. */
  declare name?: string;
  /** The page's own `<form>` is valid only when somebody is signed in. */
  declare required: boolean;
  /** The value in the page's own `<form>`: the user's `sub` (default), or the ID token. */
  declare formValue?: 'sub' | 'id-token';
  /** The CAPTCHA's token, or what gets one; asked for before each message. */
  declare captcha?: string | (() => string | Promise<string>);
  /** Questions that new people are asked, as data; the slot `fields` takes them as markup. */
  declare fields?: readonly SignUpField[];
  /**
   * Which step is shown. For reading: it is what the client says.
   * @readonly
   */
  declare step: OtpState['step'];
  /** A client of the page's own, in place of one made from the attributes. */
  declare client: OtpClient | null;
  /** Single texts in place of the language's, by key. */
  declare messages?: Partial<Messages>;
  /** A store of the page's own, in place of `persistence`. */
  declare storage?: StorageAdapter;
  /** What is called in place of `fetch`. */
  declare fetcher?: typeof fetch;
  /** Gives the text that is shown for an error. */
  declare errorTransformer?: (error: OtpError | { readonly code: OtpErrorCode }, text: string) => string;

  /** The identifier kind that is selected. @internal */
  declare kind: IdentifierKind;
  /** ISO 3166-1 code of the selected country. @internal */
  declare country: string;
  /** The texts of the form's language; null until they are loaded. @internal */
  declare texts: (typeof firstPaintMessages & Partial<Messages>) | null;
  /** Whether a submission is in progress. @internal */
  declare pending: boolean;
  /** Whether the client and the later steps could not be loaded. @internal */
  declare loadFailed: boolean;
  /** Whether the country is shown by name: looking a name up takes a slow device longer than rendering the form. @internal */
  declare showCountryName: boolean;

  /** The input of the identifier fields, as typed; never a code. @internal */
  readonly typed = { phone: '', email: '' };
  /** The answers to the questions in `fields`, by the questions' names. @internal */
  answers: ReadonlyMap<string, string> | undefined;
  /** Appended to every id in the form; not empty only in light DOM, where ids must be unique in the page. @internal */
  idSuffix = '';
  /** @internal */
  controller: LoginControl | undefined;
  #light: LightDomControl | undefined;
  /** Whether a form that a server rendered is still as it was. */
  #isPrerendered = false;
  /** The selected country's name in the form that a server rendered. */
  #prerenderedCountry = '';
  /** Whether the visitor was typing into that form. */
  #hadFocus = false;
  #hasArrived = false;
  /** Whether loading the client failed once: from then on the first step stays visible. */
  #gaveUp = false;
  #ready: Promise<LoginControl> | undefined;
  /** The language whose texts were requested last. */
  #requestedLanguage = '';

  /** @internal */
  get kinds(): IdentifierKind[] {
    return parseIdentifierKinds(this.identifiers);
  }

  /** The form's language: its own, or else the nearest `lang`, across shadow roots. @internal */
  get language(): string {
    return nearestLanguage(this, this.lang);
  }

  /**
   * Loads the client and the later steps, once. Rejects if they can't be loaded; the next call tries again.
   * @internal
   */
  whenReady(): Promise<LoginControl> {
    this.#ready ??= import('../login/login-controller.js').then(
      async ({ LoginController }) => {
        this.controller ??= new LoginController(this);
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
    const prerendered = this.shadowRoot;
    if (prerendered) {
      this.#isPrerendered = true;
      const country = prerendered.querySelector('select');
      if (country) this.country = country.value;
      this.#prerenderedCountry = country?.textContent ?? '';
    }
    return super.createRenderRoot();
  }

  /** Takes over the input of a form that a server rendered; the next rendering adopts its nodes. */
  #adoptPrerenderedForm(): void {
    const { kind, typed, focused } = readPrerenderedForm(this.shadowRoot!);
    if (kind) this.kind = kind;
    if (typed) this.typed[this.kind] = typed;
    this.#hadFocus = focused;
    this.#isPrerendered = false;
  }

  /** Adds a style sheet to the root that the form is rendered in, the shadow root's or the page's. @internal */
  addStyles(added: CSSResult): void {
    if (this.#light) this.#light.addStyles(added);
    else (this.renderRoot as ShadowRoot).adoptedStyleSheets.push(added.styleSheet!);
  }

  protected override async scheduleUpdate(): Promise<void> {
    // An element that got `light-dom` after its shadow root keeps the shadow root.
    if (!this.#light && this.renderRoot !== this.shadowRoot) {
      const light = await import('../login/light-dom.js').catch(() => null);
      if (light) {
        this.#light = new light.LightDom(this, this.renderRoot as HTMLElement);
        this.addStyles(styles);
        this.#light.connect();
        // If the module can't be loaded, a form in a shadow root is better than none.
      } else (this as { renderRoot: Node }).renderRoot = super.createRenderRoot();
    }
    super.scheduleUpdate();
    this.#light?.assignSlots();
  }

  /** Focuses the step's field, or its heading if it has no field. */
  override focus(options?: FocusOptions): void {
    const find = (selector: string) => this.renderRoot.querySelector<HTMLElement>(selector);
    (find('input.code, .group input') ?? find('h2'))?.focus(options);
  }

  /** Goes back to the first step and abandons the code that was sent. */
  async reset(): Promise<void> {
    (await this.whenReady()).client?.cancel();
  }

  /** Requests another message, as the form's button does, over the given channel or the same one. */
  async resend(channel?: 'sms' | 'email'): Promise<void> {
    await (await this.whenReady()).commands.resend(channel);
  }

  /** Verifies a code that the page got by other means. */
  async submitCode(code: string): Promise<void> {
    await (await this.whenReady()).commands.submitCode(code);
  }

  /** Signs the user out here, or with `everywhere: true` on all of the user's devices. */
  async signOut(options: { everywhere?: boolean } = {}): Promise<void> {
    await (await this.whenReady()).commands.signOut(options.everywhere);
  }

  /** Resolves with the signed-in user's session, or null. Its claims are for display only. */
  async getSession(): Promise<Session | null> {
    return (await this.whenReady()).client?.session ?? null;
  }

  /** Resolves with fresh tokens. Rejects with an `OtpError` whose code says why there are none. */
  async getTokens(): Promise<Tokens> {
    return (await this.whenReady()).getTokens();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.kinds.includes(this.kind)) this.kind = this.kinds[0]!;
    if (!this.hasUpdated || changed.has('defaultCountry') || changed.has('countries')) {
      const chosen = this.hasUpdated && changed.has('defaultCountry') ? '' : this.country;
      const preferred = chosen || parseCountryCodes(this.defaultCountry)[0] || browserCountry();
      this.country = initialCountry(this.countries, preferred);
    }
    if (!this.hasUpdated || changed.has('lang')) this.loadTexts();
    this.step =
      this.controller?.state.step ??
      (!this.#gaveUp && hasStoredState(this.clientId, this.persistence) ? 'restoring' : 'identifier');
  }

  protected override firstUpdated(): void {
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.showCountryName = true;
      }),
    );
    setTimeout(() => this.whenReady().catch(this.#onLoadFailure));
  }

  /** Focuses the form as soon as it can take the focus, if it should have it on arrival. */
  protected override updated(): void {
    if (this.#hasArrived || this.#waits) return;
    this.#hasArrived = true;
    // A field that was adopted keeps its focus and caret; one that was created anew has lost them.
    const lostFocus = this.#hadFocus && !(this.shadowRoot ?? document).activeElement;
    if (lostFocus || (this.autofocus && document.activeElement === document.body)) this.focus();
  }

  /** Whether it isn't known yet which step to show, or in which language. */
  get #waits(): boolean {
    return !this.texts || this.step === 'restoring';
  }

  /** Loads the texts for the page's current language. The language that was requested last wins. @internal */
  loadTexts(): void {
    const language = this.language;
    this.#requestedLanguage = language;
    if (/^en\b/i.test(language)) {
      this.texts = firstPaintMessages;
      return;
    }
    loadMessages(language)
      .catch(() => firstPaintMessages)
      .then((texts) => {
        if (this.#requestedLanguage === language) this.texts = texts;
      });
  }

  #onLoadFailure = (): void => {
    this.loadFailed = this.#gaveUp = true;
    const detail = { code: 'network', message: firstPaintMessages.network, retryable: true, retryAt: null };
    // Not a `LoginErrorEvent`: that class is in the module that could not be loaded.
    this.dispatchEvent(new CustomEvent('cognito-otp-error', { detail, bubbles: true, composed: true }));
  };

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      this.pending = true;
      this.loadFailed = false;
      await (await this.whenReady()).submit();
    } catch {
      this.#onLoadFailure();
    }
    this.pending = false;
  };

  /** A text of the first paint: the page's own, the language's, or the English one. @internal */
  text(key: keyof typeof firstPaintMessages): string {
    const own: unknown = this.messages?.[key];
    return typeof own === 'string' ? own : (this.texts?.[key] ?? firstPaintMessages[key]);
  }

  /** The name of the selected country, as far as it is known without delaying the first paint. */
  get #countryName(): string {
    const name = this.showCountryName && new Intl.DisplayNames(this.language, { type: 'region' }).of(this.country);
    return name || this.#prerenderedCountry || this.country;
  }

  #identifierView(): StepView {
    const { controller, kind } = this;
    const status = controller?.identifierStatus;
    const countries = status?.countries ?? [['option', { value: this.country }, this.#countryName] as const];
    const view = identifierView({
      ...identifierModel(this, countries, status),
      onkind: (chosen) => {
        this.kind = chosen;
        controller?.dismissError();
      },
      oncountry: ({ target }) => {
        this.country = (target as HTMLSelectElement).value;
      },
      oninput: ({ target }) => {
        const field = target as HTMLInputElement;
        this.typed[kind] = field.value;
        this.loadFailed = false;
        controller?.handleIdentifierInput(field);
      },
      onblur: () => controller?.phone.handleBlur(),
    });
    return { busy: false, quiet: true, ...status, ...view };
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const waits = this.#waits;
    if (this.#isPrerendered) {
      if (waits) return;
      this.#adoptPrerenderedForm();
    }
    const view = this.controller?.view() ?? this.#identifierView();
    const shown: StepView = {
      ...view,
      busy: this.pending || view.busy,
      error: view.error || (this.loadFailed ? this.text('network') : ''),
    };
    const dir = this.dir || (this.texts ? (this.texts.dir ?? 'ltr') : undefined);
    const form = frame(shown, { dir, waits, ids: this.idSuffix, onsubmit: this.#submit });
    renderTree(this.renderRoot as ShadowRoot, [form]);
  }
}
