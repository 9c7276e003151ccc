/** The sign-in page for end-to-end tests. */

import type { OutboxMessage } from '@cognito-otp/local-pool';
import { newEmail, newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { expect, type Locator, type Page } from '@playwright/test';
import type { TestPool } from './support/pool.js';

/** The page object of the script-tag example: what a visitor does and sees there. It hides the locators from the tests. */
export class LoginPage {
  readonly email = newEmail();
  readonly #page: Page;
  readonly #gallery: string;
  readonly #pool: TestPool;
  readonly #form: Locator;
  /** The Cognito operations that the page has called, in order. */
  readonly calls: string[] = [];

  constructor(
    page: Page,
    gallery: string,
    pool: TestPool,
    readonly phone = newPhoneNumber(),
  ) {
    this.#page = page;
    this.#gallery = gallery;
    this.#pool = pool;
    this.#form = page.locator('cognito-otp-login');
    page.on('request', (request) => {
      const target = request.headers()['x-amz-target'];
      if (target) this.calls.push(target.split('.')[1]!);
    });
  }

  async open() {
    await this.#page.goto(`${this.#gallery}/script-tag/`);
  }

  async reload() {
    await this.#page.reload();
  }

  async goToOtherPage() {
    // The first page is left out, because it also has a form.
    await this.#page.goto(`${this.#gallery}/shared/empty.html`);
  }

  async goBack() {
    await this.#page.goBack();
  }

  /** Closes the tab without notice, as a browser does that runs out of memory. */
  async closeTab() {
    await this.#page.close();
  }

  /** Opens the page for the same user in a new tab of the same browser. */
  async openInNewTab(): Promise<LoginPage> {
    const other = new LoginPage(await this.#page.context().newPage(), this.#gallery, this.#pool, this.phone);
    await other.open();
    return other;
  }

  /** Moves the clock of every tab forward, which takes effect from its next page on. */
  async advanceClock(ms: number) {
    await this.#page.clock.setSystemTime(Date.now() + ms);
  }

  async typePhone(number = this.phone) {
    await this.#form.getByLabel('Phone number').fill(number);
  }

  async chooseEmail() {
    await this.#form.getByText('Email', { exact: true }).click();
  }

  async typeEmail(address = this.email) {
    await this.#form.getByLabel('Email address').fill(address);
  }

  async requestCode() {
    await this.#form.locator('[part~="submit"], button[type="submit"]').first().click();
  }

  async requestNewCode() {
    await this.#form.getByRole('button', { name: 'Send a new code' }).click({ timeout: 20_000 });
  }

  /** Asks for the same code again, once the countdown has ended. */
  async sendAgain() {
    await this.#form.getByRole('button', { name: 'Send again', exact: true }).click({ timeout: 20_000 });
  }

  /** Enters a code. A complete code is submitted automatically. */
  async typeCode(code: string) {
    await this.#form.getByLabel('One-time code').fill(code);
  }

  async signOut() {
    await this.#form.getByRole('button', { name: 'Sign out' }).click();
  }

  /** Signs in without any mistake. */
  async signIn() {
    await this.open();
    await this.typePhone();
    await this.requestCode();
    await this.expectCodeStep();
    await this.typeCode(await this.codeSentToPhone());
    await this.expectSignedIn();
  }

  codeSentToPhone(count = 1): Promise<string> {
    return this.#pool.codeFor(this.phone, count);
  }

  codeSentToEmail(): Promise<string> {
    return this.#pool.codeFor(this.email);
  }

  messagesToPhone(): Promise<OutboxMessage[]> {
    return this.#pool.messagesTo(this.phone);
  }

  async expectCodeStep() {
    await expect(this.#form.getByLabel('One-time code')).toBeVisible();
  }

  async expectPhoneStep() {
    await expect(this.#form.getByLabel('Phone number')).toBeVisible();
  }

  async expectSignedIn() {
    await expect(this.#form.getByRole('heading', { name: "You're signed in" })).toBeVisible();
  }

  async expectText(text: string | RegExp) {
    await expect(this.#form.getByText(text).filter({ visible: true }).first()).toBeVisible();
  }

  async expectPhoneKept() {
    const typed = await this.#form.getByLabel('Phone number').inputValue();
    expect(typed.replace(/\D/g, '')).toContain(this.phone.slice(-10));
  }

  /** The stored tokens, under the keys that amazon-cognito-identity-js and Amplify use as well. */
  async tokens(): Promise<{ idToken: string; accessToken: string; refreshToken: string }> {
    const { clientId } = this.#pool;
    return this.#page.evaluate((client) => {
      const prefix = `CognitoIdentityServiceProvider.${client}`;
      const user = localStorage.getItem(`${prefix}.LastAuthUser`);
      const token = (name: string) => localStorage.getItem(`${prefix}.${user}.${name}`) ?? '';
      return { idToken: token('idToken'), accessToken: token('accessToken'), refreshToken: token('refreshToken') };
    }, clientId);
  }
}
