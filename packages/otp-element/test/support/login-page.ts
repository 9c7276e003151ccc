import { sendKeys } from '@web/test-runner-commands';
import type { CognitoOtpLogin } from '../../src/elements/cognito-otp-login.js';
import '../../src/define.js';

export interface Message {
  readonly channel: string;
  readonly to: string;
  readonly body: string;
}

interface Pool {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

/** The local pool that the runner started, with the template's own triggers behind it. */
export const pool: Pool = await fetch('/pool.json').then((reply) => reply.json());

let people = 0;
const digits = (count: number): string =>
  String(Math.random())
    .slice(2, 2 + count)
    .padEnd(count, '0');

/**
 * A British number nobody has used; scattered, since many numbers of one range are a sign of pumping and get no messages.
 * Not from all of 074: some of it is the Isle of Man's, which is another country.
 */
export const newPhone = (): string => `0742${digits(1)} ${digits(6)}`;
export const newEmail = (): string => `ada.${Date.now()}.${++people}@example.com`;

export async function until<T>(what: () => T | Promise<T>, named: string, limit = 8000): Promise<NonNullable<T>> {
  const end = Date.now() + limit;
  for (;;) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Waited ${limit} ms in vain until ${named}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function outbox(): Promise<readonly Message[]> {
  return (await fetch(`${pool.endpoint}/outbox`)).json();
}

/** One sign-in form on the page, and what a person can see and do there. */
export class LoginPage {
  readonly events: { readonly type: string; readonly detail: unknown }[] = [];

  private constructor(readonly element: CognitoOtpLogin) {
    for (const name of 'ready step before-send sent before-verify invalid-code lockout session-expired success error signed-out'.split(
      ' ',
    )) {
      element.addEventListener(`cognito-otp-${name}`, (event) =>
        this.events.push({ type: name, detail: (event as CustomEvent).detail }),
      );
    }
  }

  /** A form whose set-up is wrong, so that it never gets ready. */
  static openBroken(attributes: Readonly<Record<string, string>>): LoginPage {
    const page = LoginPage.prepare(attributes);
    document.body.append(page.element);
    return page;
  }

  static async open(attributes: Readonly<Record<string, string>> = {}): Promise<LoginPage> {
    const page = LoginPage.prepare(attributes);
    await page.show();
    return page;
  }

  /** A form that isn't on the page yet. */
  static prepare(attributes: Readonly<Record<string, string>> = {}): LoginPage {
    const element = document.createElement('cognito-otp-login');
    const all = {
      'user-pool-id': pool.userPoolId,
      'client-id': pool.clientId,
      endpoint: pool.endpoint,
      'default-country': 'GB',
      ...attributes,
    };
    for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
    return new LoginPage(element);
  }

  /** Puts it on the page, unless it is there, and waits for it. */
  async show(): Promise<void> {
    if (!this.element.isConnected) document.body.append(this.element);
    await until(() => this.has('ready'), 'the element is ready');
  }

  /** As a reload does: everything of the page is gone, what the browser stored stays. */
  async reload(): Promise<LoginPage> {
    const attributes = Object.fromEntries(Array.from(this.element.attributes, ({ name, value }) => [name, value]));
    this.element.remove();
    return LoginPage.open(attributes);
  }

  close(): void {
    this.element.remove();
  }

  has(type: string): boolean {
    return this.events.some((event) => event.type === type);
  }

  find<E extends HTMLElement = HTMLElement>(selector: string): E | null {
    return this.element.renderRoot.querySelector<E>(selector);
  }

  get title(): string {
    return this.find('h2')?.textContent?.trim() ?? '';
  }

  get error(): string {
    return this.find('[role=alert]')?.textContent?.trim() ?? '';
  }

  get status(): string {
    return this.find('[role=status]')?.textContent?.trim() ?? '';
  }

  get codeField(): HTMLInputElement | null {
    return this.find<HTMLInputElement>('[autocomplete=one-time-code]');
  }

  button(text: string): HTMLButtonElement {
    const buttons = Array.from(this.element.renderRoot.querySelectorAll('button'));
    const found = buttons.find((button) => button.textContent?.trim() === text);
    if (!found)
      throw new Error(`No button “${text}”; there are: ${buttons.map((each) => each.textContent).join(', ')}`);
    return found;
  }

  async sees(title: string): Promise<void> {
    await until(() => this.title === title, `the page says “${title}”; it says “${this.title}” (${this.error})`).catch(
      () => {
        throw new Error(
          `“${title}” was expected; the page says “${this.title}”, “${this.error}”; ${this.element.step}, ${this.codeField?.value.length} digits; ${this.events.map(({ type }) => type).join(' ')}`,
        );
      },
    );
  }

  async seesError(part: string): Promise<void> {
    await until(() => this.error.includes(part), `the error “${part}”`).catch(() => {
      throw new Error(`The error “${part}” was expected; there is “${this.error}” under “${this.title}”`);
    });
  }

  async typeIdentifier(text: string): Promise<void> {
    const field = this.find<HTMLInputElement>('.group input')!;
    field.focus();
    field.select();
    await sendKeys({ type: text });
  }

  async enter(): Promise<void> {
    await sendKeys({ press: 'Enter' });
  }

  async typeCode(code: string): Promise<void> {
    await until(() => this.codeField && !this.codeField.readOnly, 'the code field takes input');
    this.codeField!.focus();
    this.codeField!.select();
    await sendKeys({ type: code });
  }

  /** The code in the newest message since `after` messages, once it is there. */
  async codeSince(after: number): Promise<string> {
    const message = await until(async () => (await outbox())[after], 'a message arrives');
    return /\b\d{6}\b/.exec(message.body)![0];
  }

  /** From the first step to the second; gives the code that was sent. */
  async askForCode(identifier: string): Promise<string> {
    const before = (await outbox()).length;
    await this.typeIdentifier(identifier);
    await this.enter();
    await until(() => this.codeField, 'the code step').catch(() => {
      throw new Error(`No code step: “${this.title}”, “${this.error}”`);
    });
    return this.codeSince(before);
  }
}

/** A code that is not the right one. */
export const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

type Attributes = Readonly<Record<string, string>>;

/** The same tests for a form in a shadow root and for one in the page's own DOM; `place` says which to `LoginPage`. */
export function everywhere(title: string, tests: (place: Attributes) => void): void {
  describe(title, () => tests({}));
  describe(`${title}, in the light DOM`, () => tests({ 'light-dom': '' }));
}
