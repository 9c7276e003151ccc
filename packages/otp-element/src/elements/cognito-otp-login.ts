import type { OtpClient, OtpError, OtpErrorCode, OtpState, Session, StorageAdapter, Tokens } from '@cognito-otp/client';
import { type PropertyValues, ReactiveElement, unsafeCSS } from '@lit/reactive-element';
import { loadPhoneMetadata } from '../client/phone-metadata.js';
import { hasStoredState } from '../client/stored-state.js';
import { type IdentifierKind, parseIdentifierKinds, type SignUpField } from '../contracts/identifier.js';
import type { LoginHost } from '../contracts/login-host.js';
import type { LightDomControl, LoginControl, SignOutOptions } from '../contracts/login-modules.js';
import type { StepView } from '../contracts/step-view.js';
import type { StyleText } from '../dom/adopted-styles.js';
import { foreignRoot } from '../dom/foreign-root.js';
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
 * Sign in to Amazon Cognito with a one-time code, sent to a phone or an email address.
 *
 * This file is the element's public face: attributes, properties, methods, and the first paint. It holds no authentication
 * state. The client's snapshot does, and `login/login-controller.ts`, loaded after the first paint, follows it and provides
 * the views of the later steps. Every step is rendered into the same frame: one form, its live regions, its main button.
 *
 * @example
 * ```html
 * <script type="module" src="cognito-otp.js"></script>
 * <cognito-otp-login user-pool-id="eu-west-1_AbCdEfGhI" client-id="1h57kf5cpq17m0eml12EXAMPLE"></cognito-otp-login>
 * <script type="module">
 *   const login = document.querySelector('cognito-otp-login');
 *   login.addEventListener('cognito-otp-success', async () => {
 *     const { accessToken } = await login.getTokens();
 *   });
 * </script>
 * ```
 *
 * @tagname cognito-otp-login
 *
 * @attr {string} app-name - The application's name, shown in the heading: “Sign in to …”.
 * @attr {string} logo - URL of a picture shown above the heading, `https:` or of the page's own origin. Set `app-name` too:
 * the picture has no text. The slot `logo` accepts markup.
 * @attr {boolean} remember - Stores who signed in on this device for 90 days, and offers “Continue as …” after a sign-out.
 * Off with `persistence="memory"`.
 * @attr {boolean} no-mailbox-link - Shows no link to the person's mailbox (Gmail, Outlook, …) after a code was sent by email.
 * @attr {boolean} autofocus - Focuses the form on arrival, unless something else on the page has the focus.
 *
 * @fires {ReadyEvent} cognito-otp-ready - The client is loaded and the first state is rendered.
 * @fires {StepEvent} cognito-otp-step - Another step is shown.
 * @fires {BeforeSendEvent} cognito-otp-before-send - A message is about to be requested. Cancel the event to send nothing.
 * @fires {SentEvent} cognito-otp-sent - A message was sent.
 * @fires {BeforeVerifyEvent} cognito-otp-before-verify - A code is about to be verified. Cancel the event to verify nothing.
 * @fires {InvalidCodeEvent} cognito-otp-invalid-code - A code was not accepted. Says why, and how many attempts are left.
 * @fires {LockoutEvent} cognito-otp-lockout - No answers are accepted until a given time, or until sign-in is started again.
 * @fires {SuccessEvent} cognito-otp-success - A user has signed in. `getTokens()` returns the tokens.
 * @fires {BeforeRedirectEvent} cognito-otp-before-redirect - The page is about to be left for `redirect`. Cancel the event to stay.
 * @fires {LoginErrorEvent} cognito-otp-error - An error occurred. Its code is also the key of its text.
 * @fires {SessionExpiredEvent} cognito-otp-session-expired - The session was revoked, or the time to enter a code has run out.
 * @fires {SignedOutEvent} cognito-otp-signed-out - The user has signed out, here or in another tab.
 *
 * @slot header - Above everything else.
 * @slot logo - Replaces the icon or the logo above the heading.
 * @slot fields - More questions on the first step, for attributes that the pool requires at sign-up: form controls named after the user attributes.
 * @slot terms - Terms that all visitors accept on the first step, for example a required checkbox.
 * @slot questions - Questions and terms for new users only, asked after the code: form controls named after user attributes.
 * @slot captcha - A CAPTCHA widget. The token is the value of a form control in it, unless the `captcha` property provides one.
 * @slot success - Shown while a user is signed in.
 * @slot support - A way to get help, shown on every step.
 * @slot footer - Below everything else.
 *
 * @csspart form - The box around everything.
 * @csspart icon - The icon above the heading.
 * @csspart logo - The picture in place of the icon, if there is a `logo`.
 * @csspart title - The heading.
 * @csspart lead - The sentence under the heading. While there is no code to enter, an error takes its place.
 * @csspart field - The fields of the step.
 * @csspart kinds - The switch between phone and email.
 * @csspart kind - One of the switch's two choices.
 * @csspart kind-chosen - The choice that is selected.
 * @csspart fields - The frame around the fields of the first step.
 * @csspart country - The country list.
 * @csspart prefix - The calling code before the number, shown if there is a single country or its name leaves no room for the code.
 * @csspart label - The label of a field.
 * @csspart input - Every text field.
 * @csspart suggestion - The sentence that offers another email address if the one typed looks like a mistake.
 * @csspart suggestion-button - The button in the suggestion, with the address.
 * @csspart remembered - The account in the main button, for a person whom the device remembers.
 * @csspart forget - The button that forgets the remembered account.
 * @csspart code - The code field with the cells behind it.
 * @csspart cell - One cell of the code.
 * @csspart cell-filled - A cell with a digit in it, unless the code is wrong.
 * @csspart cell-current - The cell for the next digit.
 * @csspart hint - The sentence under the code field.
 * @csspart destination - The number or address the code was sent to.
 * @csspart mailbox - The link to the person's mailbox, in the code step by email.
 * @csspart back - The button that goes back to the first step.
 * @csspart submit - The main button; `:disabled` while it counts down.
 * @csspart error - The error message.
 * @csspart status - What has just happened.
 * @csspart after - What follows the main button.
 * @csspart resend - The line under the main button: help, and other ways to get a code.
 * @csspart countdown - The time until another message may be requested.
 * @csspart resend-button - The button that sends the code again; `:disabled` while it counts down.
 * @csspart help - What to do if no code arrives.
 * @csspart help-title - The text that opens it.
 * @csspart channel - The button that requests the code over another channel.
 * @csspart user - The name of the signed-in user.
 * @csspart continue - The link to `redirect`.
 * @csspart sign-out - The button that signs out.
 *
 * @cssstate loading - An answer is awaited.
 * @cssstate error - An error is shown.
 * @cssstate locked - No answers are accepted at the moment.
 * @cssstate offline - The browser is offline.
 * @cssstate success - A user is signed in.
 *
 * @cssprop [--cognito-otp-accent=light-dark(#2f4bc7, #a9b9ff)] - Buttons, links and focus rings.
 * @cssprop [--cognito-otp-on-accent=light-dark(#fff, #10163a)] - Text on the main button.
 * @cssprop [--cognito-otp-surface=light-dark(#fff, #14161d)] - The box.
 * @cssprop [--cognito-otp-text=light-dark(#161a26, #eef0f6)] - Text. Lines and muted texts are mixed from it.
 * @cssprop [--cognito-otp-muted] - Muted text. Default: mixed from text and surface.
 * @cssprop [--cognito-otp-border] - The borders of fields, cells and the secondary button. Default: mixed from text and surface.
 * @cssprop [--cognito-otp-border-width=1px] - The width of these borders.
 * @cssprop [--cognito-otp-field] - The background of fields and cells. Default: the surface, slightly lighter in dark mode.
 * @cssprop [--cognito-otp-focus] - Focus rings and the current cell. Default: the accent.
 * @cssprop [--cognito-otp-error=light-dark(#b3201c, #ffaca4)] - Error messages and invalid fields.
 * @cssprop [--cognito-otp-radius=14px] - The corner radius of fields and buttons. Other radii are derived from it.
 * @cssprop [--cognito-otp-density=1] - A factor for all distances.
 * @cssprop [--cognito-otp-font-size=medium] - The font size that all other sizes are relative to. Default: the browser's
 * font size, 16 pixels unless the user chose another one. The page's font size has no effect.
 * @cssprop [--cognito-otp-width=26em] - The maximum width.
 * @cssprop [--cognito-otp-font=ui-sans-serif, system-ui, …] - The font family.
 * @cssprop [--cognito-otp-code-font=ui-monospace, …] - The font family of the code. Its digits must have equal widths.
 * @cssprop [--cognito-otp-cell=3.25em] - The maximum width of a cell.
 * @cssprop [--cognito-otp-cell-gap=10px] - The maximum gap between cells. The gap is narrower if there is little room.
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
    // Reflected, because frameworks set properties, while style sheets, the page's language and its forms read attributes.
    lang: { reflect: true },
    dir: { reflect: true },
    theme: { reflect: true },
    persistence: {},
    redirect: {},
    noAutoSubmit: { type: Boolean, attribute: 'no-auto-submit' },
    lightDom: { type: Boolean, attribute: 'light-dom', reflect: true },
    flow: {},
    name: { reflect: true },
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
  /** The pool's AWS Region, if the id doesn't contain it. */
  declare region?: string;
  /** Another base URL of Cognito's API, for example of a local pool: https, or a loopback host. */
  declare endpoint?: string;
  /**
   * What users sign in with: `phone`, `email`, or both, which shows a switch. The first one is selected initially, the
   * other one as soon as the visitor types it. Default: `phone email`.
   */
  declare identifiers?: string;
  /** Whether new users get an account: `auto` (default) creates one if there is none, `off` never does, `only` tries at every start and reports if the pool accepts no new users. */
  declare signUp?: 'auto' | 'off' | 'only';
  /** ISO 3166-1 code of the country that is selected first. Default: the country of the browser's languages, or none. */
  declare defaultCountry?: string;
  /** ISO 3166-1 codes of the countries to choose from. Default: all. A single country is shown as a fixed calling code. */
  declare countries?: string;
  /** ISO 3166-1 codes of the countries at the top of the list. */
  declare preferredCountries?: string;
  /** The appearance of the code field: `cells` (default) or `plain`. */
  declare codeAppearance?: 'cells' | 'plain';
  /** When a number is formatted the way its country does: on `blur` (default) or `as-you-type`. */
  declare format?: 'blur' | 'as-you-type';
  /** BCP 47 tag of the form's language. Default: the page's language. */
  declare lang: string;
  /** The form's text direction, `ltr` or `rtl`. Default: the language's direction. */
  declare dir: string;
  /** `light`, `dark`, or `auto` for the system's color scheme. Default: the page's own `color-scheme`. */
  declare theme?: 'light' | 'dark' | 'auto';
  /** Where the session is stored: `local` (default) survives closing the browser, `session` a reload, `memory` nothing but a change of the route. */
  declare persistence?: 'local' | 'session' | 'memory';
  /** Where to go after sign-in. Anything but an http or https URL is ignored. */
  declare redirect?: string;
  /** Verifies a complete code only when the main button is pressed. */
  declare noAutoSubmit: boolean;
  /** Renders the form in the page's own DOM, for password managers that don't look into shadow roots. Must be set before the first paint. */
  declare lightDom: boolean;
  /** The Cognito authentication flow: `custom` (default) for the template's triggers, `native` for Cognito's own one-time codes. */
  declare flow?: 'custom' | 'native';
  /** The name of the element's value in the page's own `<form>`. */
  declare name?: string;
  /** Makes the page's own `<form>` invalid while no user is signed in. */
  declare required: boolean;
  /** The element's value in the page's own `<form>`: the user's `sub` (default) or the ID token. */
  declare formValue?: 'sub' | 'id-token';
  /** The CAPTCHA token, or a function that returns one; read before each message. */
  declare captcha?: string | (() => string | Promise<string>);
  /** Questions for new users, as data. The slot `fields` accepts them as markup. */
  declare fields?: readonly SignUpField[];
  /**
   * The step that is shown. Read-only: the client decides.
   * @readonly
   */
  declare step: OtpState['step'];
  /** A client of the page's own, used instead of one created from the attributes. */
  declare client: OtpClient | null;
  /** Texts that replace the language's, by key. */
  declare messages?: Partial<Messages>;
  /** A storage of the page's own, used instead of `persistence`. */
  declare storage?: StorageAdapter;
  /** A function that is called instead of `fetch`. */
  declare fetcher?: typeof fetch;
  /** Returns the text to show for an error. */
  declare errorTransformer?: (error: OtpError | { readonly code: OtpErrorCode }, text: string) => string;

  /** The identifier kind that is selected. @internal */
  declare kind: IdentifierKind;
  /** ISO 3166-1 code of the selected country; empty if none is selected yet. @internal */
  declare country: string;
  /** The texts of the form's language; `undefined` until they are loaded. @internal */
  declare texts: (typeof firstPaintMessages & Partial<Messages>) | undefined;
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
  /** The styles of the first paint. @internal */
  readonly styles = styles;
  /** @internal */
  readonly loadPhoneMetadata: LoginHost['loadPhoneMetadata'] = loadPhoneMetadata;
  /** @internal */
  readonly loadLaterSteps = () => import('../login/later-steps.js');
  /** @internal */
  readonly loadPhoneLibrary = () => import('../login/phone-library.js');
  /** @internal */
  controller: LoginControl | undefined;
  #light: LightDomControl | undefined;
  /** Whether a form that a server rendered is still as it was. */
  #isPrerendered = false;
  /** The selected country's name in the form that a server rendered. */
  #prerenderedCountry = '';
  /** Whether the visitor was typing into that form. */
  #hadFocus = false;
  /** Whether the form has been shown, with the focus where it belongs on arrival. */
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
      ({ createLogin }) => createLogin(this),
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

  /** Called by the browser when the page disables the element, or a `<fieldset>` around it. @internal */
  formDisabledCallback(): void {
    this.requestUpdate();
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
    // The login controller adds the styles there.
    return foreignRoot(this) ?? super.createRenderRoot();
  }

  /** Takes over the input of a form that a server rendered; the next rendering adopts its nodes. */
  #adoptPrerenderedForm(): void {
    const { kind, typed, focused } = readPrerenderedForm(this.shadowRoot!, this.kinds);
    if (kind) this.kind = kind;
    if (typed) this.typed[this.kind] = typed;
    this.#hadFocus = focused;
    this.#isPrerendered = false;
  }

  /** Adds a style sheet to the root that the form is rendered in, the shadow root's or the page's. @internal */
  addStyles(added: StyleText): void {
    if (this.#light) this.#light.addStyles(added);
    else if (this.renderRoot.ownerDocument === document)
      (this.renderRoot as ShadowRoot).adoptedStyleSheets?.push(unsafeCSS(added.cssText).styleSheet!);
  }

  /** The country that the browser's languages indicate. @internal */
  likelyCountry(allowed: readonly string[]): string {
    return browserCountry(allowed);
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

  /**
   * Signs the user out here, or with `everywhere: true` on all of the user's devices. With `forget: true`, the account that
   * `remember` stored on this device is removed, too.
   */
  async signOut(options?: SignOutOptions): Promise<void> {
    await (await this.whenReady()).commands.signOut(options);
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
      const preferred =
        chosen || parseCountryCodes(this.defaultCountry)[0] || browserCountry(parseCountryCodes(this.countries));
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
    setTimeout(() => {
      this.whenReady().catch(this.#onLoadFailure);
      // A field that a server rendered may have had the focus before this element existed.
      this.#prefetch();
    });
    this.addEventListener('focusin', this.#prefetch);
  }

  /**
   * Requests the later steps together with the client once the form has the focus, or a stored state needs them; for a
   * phone number its library and the selected country's metadata too. They are too large for visitors who never use the
   * form. A failure is ignored here: the first use tries again and reports it.
   */
  readonly #prefetch = (): void => {
    const field = this.renderRoot.querySelector<HTMLInputElement>(':focus');
    const ignore = () => undefined;
    if (field || this.step === 'restoring') this.loadLaterSteps().catch(ignore);
    if (field?.type !== 'tel') return;
    this.loadPhoneLibrary().catch(ignore);
    if (this.country) loadPhoneMetadata(this.country).catch(ignore);
  };

  /** Focuses the form as soon as it can take the focus, if it should have it on arrival. */
  protected override updated(): void {
    if (this.#hasArrived || this.#waits) return;
    this.#hasArrived = true;
    // A field that was adopted keeps its focus and caret; one that was created again has lost them.
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

  readonly #onLoadFailure = (): void => {
    this.loadFailed = this.#gaveUp = true;
    const detail = {
      code: 'network',
      message: firstPaintMessages.network,
      retryable: true,
      retryAt: null,
      problem: null,
    };
    // Not a `LoginErrorEvent`: that class is in the module that could not be loaded.
    this.dispatchEvent(new CustomEvent('cognito-otp-error', { detail, bubbles: true, composed: true }));
  };

  readonly #submit = async (event: Event): Promise<void> => {
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
    const name =
      this.showCountryName && this.country && new Intl.DisplayNames(this.language, { type: 'region' }).of(this.country);
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
        controller?.handleInput(field);
      },
      onblur: () => controller?.phone.handleBlur(),
    });
    return { busy: false, quiet: true, ...view, ...status };
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const waits = this.#waits;
    // The heading is empty until the module that inserts the application's name is loaded, so that no wrong heading is
    // shown.
    const isBlank = !this.controller && !this.#gaveUp && this.hasAttribute('app-name');
    if (this.#isPrerendered) {
      if (waits || isBlank) return;
      this.#adoptPrerenderedForm();
    }
    const view = this.controller?.view() ?? this.#identifierView();
    const shown: StepView = {
      ...view,
      // A no-break space has the height of a line.
      title: isBlank ? '\u00a0' : view.title,
      busy: this.pending || view.busy,
      error: view.error || (this.loadFailed ? this.text('network') : ''),
    };
    const dir = this.dir || (this.texts ? (this.texts.dir ?? 'ltr') : undefined);
    const form = frame(shown, { dir, waits, ids: this.idSuffix, onsubmit: this.#submit });
    renderTree(this.renderRoot as ShadowRoot, [form]);
  }
}
