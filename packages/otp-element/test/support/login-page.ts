/** A sign-in form on the page of a browser test, with what a visitor can see and do there, and the local pool behind it. */
import { codeIn, wrongCode } from '@cognito-otp/test-kit/codes';
import { newEmail, newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { until } from '@cognito-otp/test-kit/until';
import { sendKeys } from '@web/test-runner-commands';
import type { CognitoOtpLogin } from '../../src/elements/cognito-otp-login.js';
import '../../src/define.js';

export interface Message {
  readonly channel: string;
  readonly to: string;
  readonly body: string;
}

interface PoolConfig {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

/** The local pool that the test runner started, with the project's template and built triggers. */
export const pool: PoolConfig = await fetch('/pool.json').then((reply) => reply.json());

/** A British number that no test has used yet, in the form in which visitors type it. */
export const newPhone = (): string => newPhoneNumber().replace(/^\+44(\d{4})/, '0$1 ');

export { newEmail, until, wrongCode };

/** Every message that the pool has sent, oldest first. */
export async function outbox(): Promise<readonly Message[]> {
  return (await fetch(`${pool.endpoint}/outbox`)).json();
}

/** Removes everything that earlier tests have stored. */
export function clearStorage(): void {
  localStorage.clear();
  sessionStorage.clear();
}

/** A text without the marks (U+2066 … U+2069) around what was filled in. */
const visibleText = (element: Element | null): string =>
  (element?.textContent ?? '').replace(/[\u2066-\u2069]/g, '').trim();

const RECORDED_EVENTS = [
  'ready',
  'step',
  'before-send',
  'sent',
  'before-verify',
  'invalid-code',
  'lockout',
  'session-expired',
  'success',
  'error',
  'signed-out',
] as const;

/** An event of the element, without the prefix `cognito-otp-`. */
export type LoginPageEvent = (typeof RECORDED_EVENTS)[number];

/** One sign-in form. It records the events of the element by their names without the prefix `cognito-otp-`. */
export class LoginPage {
  readonly events: { readonly type: LoginPageEvent; readonly detail: unknown }[] = [];

  private constructor(readonly element: CognitoOtpLogin) {
    for (const name of RECORDED_EVENTS) {
      element.addEventListener(`cognito-otp-${name}`, (event) =>
        this.events.push({ type: name, detail: (event as CustomEvent).detail }),
      );
    }
  }

  /** Adds a form to the page without waiting for it, since a misconfigured form never becomes ready. */
  static openMisconfigured(attributes: Readonly<Record<string, string>>): LoginPage {
    const page = LoginPage.create(attributes);
    document.body.append(page.element);
    return page;
  }

  /** Adds a form to the page and waits until it is ready. */
  static async open(attributes: Readonly<Record<string, string>> = {}): Promise<LoginPage> {
    const page = LoginPage.create(attributes);
    await page.attach();
    return page;
  }

  /** Creates a form without adding it to the page. */
  static create(attributes: Readonly<Record<string, string>> = {}): LoginPage {
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

  /** Adds the form to the page, unless it is there already, and waits until it is ready. */
  async attach(): Promise<void> {
    if (!this.element.isConnected) document.body.append(this.element);
    await until(() => this.hasEvent('ready'), 'the element is ready');
  }

  /** Replaces the form with a new one with the same attributes, as a reload does. The browser's storage is kept. */
  async reload(properties: Partial<CognitoOtpLogin> = {}): Promise<LoginPage> {
    const attributes = Object.fromEntries(Array.from(this.element.attributes, ({ name, value }) => [name, value]));
    this.element.remove();
    const page = LoginPage.create(attributes);
    Object.assign(page.element, properties);
    await page.attach();
    return page;
  }

  close(): void {
    this.element.remove();
  }

  hasEvent(type: string): boolean {
    return this.events.some((event) => event.type === type);
  }

  find<E extends HTMLElement = HTMLElement>(selector: string): E | null {
    return this.element.renderRoot.querySelector<E>(selector);
  }

  get title(): string {
    return visibleText(this.find('h2'));
  }

  get error(): string {
    return visibleText(this.find('[role=alert]'));
  }

  get status(): string {
    return visibleText(this.find('[role=status]'));
  }

  get codeField(): HTMLInputElement | null {
    return this.find<HTMLInputElement>('[autocomplete=one-time-code]');
  }

  /** The button with this text. @throws Error if there is none. */
  button(text: string): HTMLButtonElement {
    const buttons = Array.from(this.element.renderRoot.querySelectorAll('button'));
    const found = buttons.find((button) => visibleText(button) === text);
    if (!found) {
      throw new Error(`There is no button “${text}”, only: ${buttons.map((each) => each.textContent).join(', ')}`);
    }
    return found;
  }

  /** Waits until the form has this title. */
  async expectTitle(title: string): Promise<void> {
    await until(() => this.title === title, `the title “${title}”`).catch(() => {
      const digits = this.codeField?.value.length;
      const events = this.events.map(({ type }) => type).join(' ');
      throw new Error(
        `Expected the title “${title}”, found “${this.title}” with the error “${this.error}” in the step ${this.element.step} with ${digits} digits, after the events ${events}.`,
      );
    });
  }

  /** Waits until the form shows an error that contains this text. */
  async expectError(part: string): Promise<void> {
    await until(() => this.error.includes(part), `the error “${part}”`).catch(() => {
      throw new Error(`Expected the error “${part}”, found “${this.error}” under the title “${this.title}”.`);
    });
  }

  async typeIdentifier(text: string): Promise<void> {
    const field = this.find<HTMLInputElement>('.group input')!;
    field.focus();
    field.select();
    await sendKeys({ type: text });
  }

  async pressEnter(): Promise<void> {
    await sendKeys({ press: 'Enter' });
  }

  async typeCode(code: string): Promise<void> {
    await until(() => this.codeField && !this.codeField.readOnly, 'the code field accepts input');
    this.codeField!.focus();
    this.codeField!.select();
    await sendKeys({ type: code });
  }

  /** Waits for the first message after the first `count` messages and returns its code. */
  async codeSince(count: number): Promise<string> {
    const message = await until(async () => (await outbox())[count], 'a message arrives');
    return codeIn(message.body);
  }

  /** Submits an identifier, waits for the code step and returns the code that was sent. */
  async requestCode(identifier: string): Promise<string> {
    const before = (await outbox()).length;
    await this.typeIdentifier(identifier);
    await this.pressEnter();
    await until(() => this.codeField, 'the code step').catch(() => {
      throw new Error(`Expected the code step, found the title “${this.title}” and the error “${this.error}”.`);
    });
    return this.codeSince(before);
  }
}

type Attributes = Readonly<Record<string, string>>;

/** Set by web-test-runner.config.js. */
declare const TESTS_LIGHT_DOM: boolean;

/**
 * Defines the same tests for a form in a shadow root and for one in the light DOM. The complete run has the latter in Chromium only,
 * to stay short; what engines do differently there is in `light-dom.browser.test.ts`.
 *
 * @param tests gets the attributes that select the root, to pass to `LoginPage`.
 */
export function describeInBothRoots(title: string, tests: (rootAttributes: Attributes) => void): void {
  describe(title, () => tests({}));
  if (TESTS_LIGHT_DOM) describe(`${title}, in the light DOM`, () => tests({ 'light-dom': '' }));
}
