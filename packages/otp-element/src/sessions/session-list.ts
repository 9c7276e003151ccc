import { type OtpClient, OtpError, type OtpErrorCode } from '@cognito-otp/client';
import { endSession, listSessions, type UserSession } from '@cognito-otp/client/sessions';
import type { ReactiveElement } from '@lit/reactive-element';
import { LoginErrorEvent } from '../contracts/events.js';
import type { ShownList } from '../contracts/session-list.js';
import type { Tree } from '../dom/tree.js';
import { supportedLanguage } from '../i18n/messages/languages.js';
import type { Messages } from '../i18n/messages/types.js';
import { type SessionTexts, sessionTexts } from '../i18n/session-texts.js';
import { sessionListStyles } from '../styles/session-list.styles.js';
import { deviceName, sessionListView } from './session-list-view.js';

/** Cognito lists a session some seconds after its sign-in: the list is loaded once more if this device is not in it. */
const LOAD_AGAIN_MS = 5000;

/** Errors whose texts are about a sign-in or its form. */
const SET_UP: ReadonlySet<OtpErrorCode> = new Set<OtpErrorCode>(['configuration', 'not_authorized']);

/** The list of the user's sessions in `<cognito-otp-session sessions>`, for as long as one user is signed in. */
export class SessionList implements ShownList {
  #sessions: readonly UserSession[] | undefined;
  /** The id of the session whose end the user is asked to confirm. */
  #asked: string | undefined;
  #busy = false;
  #failure: OtpError | undefined;
  #status = '';
  /** Whether the user pool tracks sessions; if not, nothing is shown. */
  #isTracked = true;
  /** The selector of the element that gets the focus after the next rendering. */
  #focus: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sheet: CSSStyleSheet | undefined;
  readonly #closed = new AbortController();
  #language = 'en';
  #texts: SessionTexts = sessionTexts['en']!;

  /**
   * @param host the element that shows the list, and dispatches its events.
   * @param client the client that the user is signed in with.
   * @param tag the page's language as a BCP 47 tag.
   * @param messages the texts that the list shares with the form, in that language.
   */
  constructor(
    private readonly host: ReactiveElement,
    private readonly client: OtpClient,
    tag: string,
    private messages: Messages,
  ) {
    this.translate(tag, messages);
    void this.#load();
  }

  translate(tag: string, messages: Messages): void {
    const supported = supportedLanguage(tag);
    // With its region, for dates; English if there are no texts in the page's language.
    this.#language = tag.toLowerCase().startsWith(supported.toLowerCase()) ? tag : supported;
    this.#texts = sessionTexts[supported] ?? sessionTexts['en']!;
    this.messages = messages;
    this.#status = '';
    this.host.requestUpdate();
  }

  view(): Tree | undefined {
    if (!this.#isTracked) return undefined;
    const { messages } = this;
    const failure = this.#failure;
    return sessionListView({
      language: this.#language,
      dir: messages.dir,
      texts: this.#texts,
      signOut: messages.signOut,
      tryAgain: messages.tryAgain,
      sessions: this.#sessions,
      asked: this.#asked,
      busy: this.#busy,
      error: failure ? messages[codeShown(failure)] : '',
      status: this.#status,
      onask: this.#ask,
      oncancel: this.#cancel,
      onend: (session) => void this.#end(session),
      onreload: () => void this.#load(),
    });
  }

  updated(root: ShadowRoot): void {
    this.#addStyles(root);
    if (!this.#focus) return;
    root.querySelector<HTMLElement>(this.#focus)?.focus();
    this.#focus = undefined;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#closed.abort();
  }

  /** A browser that can't construct style sheets shows the list without the list's styles. */
  #addStyles(root: ShadowRoot): void {
    if (!root.adoptedStyleSheets || (this.#sheet && root.adoptedStyleSheets.includes(this.#sheet))) return;
    // A document can't use the style sheets of another one, and the element may have been moved.
    const { CSSStyleSheet } = root.ownerDocument.defaultView ?? window;
    this.#sheet = new CSSStyleSheet();
    this.#sheet.replaceSync(sessionListStyles.cssText);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#sheet];
  }

  async #load(): Promise<void> {
    await this.#perform(async () => {
      this.#sessions = await listSessions(this.client, this.#callOptions);
    });
    const isComplete = !this.#sessions || this.#sessions.some(({ isCurrent }) => isCurrent);
    if (!isComplete && !this.#closed.signal.aborted) {
      this.#timer ??= setTimeout(() => void this.#loadQuietly(), LOAD_AGAIN_MS);
    }
  }

  /** Loads the list again without showing progress. After a failure the list is unchanged. */
  async #loadQuietly(): Promise<void> {
    const sessions = await listSessions(this.client, this.#callOptions).catch(() => undefined);
    if (!sessions || this.#busy || this.#closed.signal.aborted) return;
    this.#sessions = sessions;
    this.host.requestUpdate();
  }

  readonly #ask = (id: string): void => {
    if (this.#busy) return;
    this.#asked = id;
    this.#showAsked('[name=confirm]');
  };

  readonly #cancel = (id: string): void => {
    if (this.#busy || this.#asked !== id) return;
    this.#asked = undefined;
    this.#showAsked(`[name="${CSS.escape(id)}"] [name=ask]`);
  };

  #showAsked(focus: string): void {
    this.#failure = undefined;
    this.#status = '';
    this.#focus = focus;
    this.host.requestUpdate();
  }

  async #end(session: UserSession): Promise<void> {
    await this.#perform(async () => {
      await endSession(this.client, session, this.#callOptions);
      this.#sessions = this.#sessions?.filter(({ id }) => id !== session.id);
      this.#asked = undefined;
      this.#focus = '#sessions-title';
      this.#status = this.#texts.sessionEnded.replace(
        '{name}',
        () => `\u2068${deviceName(session, this.#texts)}\u2069`,
      );
    });
  }

  get #callOptions() {
    return { signal: this.#closed.signal };
  }

  /** Performs one request at a time, and shows its progress and failure. Never rejects. */
  async #perform(request: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#failure = undefined;
    this.#status = '';
    this.host.requestUpdate();
    try {
      await request();
    } catch (error) {
      this.#onFailure(error);
    }
    this.#busy = false;
    this.host.requestUpdate();
  }

  #onFailure(error: unknown): void {
    if (this.#closed.signal.aborted) return;
    const failure = error instanceof OtpError ? error : new OtpError('unexpected', String(error), { cause: error });
    if (failure.cognitoName === 'OperationNotEnabledException') {
      console.warn(`<cognito-otp-session sessions>: ${failure.message}`);
      this.#isTracked = false;
      return;
    }
    this.#failure = failure;
    const { code, message, retryable, retryAt } = failure;
    this.host.dispatchEvent(new LoginErrorEvent(code, message, retryable, retryAt ?? null));
  }
}

/**
 * The user is signed in and sees no form, so an error in the page's configuration is shown as an
 * error of the website.
 */
const codeShown = ({ code }: OtpError): OtpErrorCode => (SET_UP.has(code) ? 'service' : code);
