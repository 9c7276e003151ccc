import { expect, type Locator, type Page } from '@playwright/test';
import { newEmail, newPhone, type OutboxMessage, type TestPool } from './support/pool.js';

/** What a person does and sees on the script-tag example. Sentences in, locators hidden. */
export class LoginPage {
  readonly email = newEmail();
  readonly #page: Page;
  readonly #gallery: string;
  readonly #pool: TestPool;
  readonly #form: Locator;
  /** Calls to Cognito's API, by operation, in order. */
  readonly calls: string[] = [];

  constructor(
    page: Page,
    gallery: string,
    pool: TestPool,
    readonly phone = newPhone(),
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

  async openTheLoginPage() {
    await this.#page.goto(`${this.#gallery}/script-tag/`);
  }

  async reload() {
    await this.#page.reload();
  }

  async goElsewhere() {
    await this.#page.goto(`${this.#gallery}/`);
  }

  async goBack() {
    await this.#page.goBack();
  }

  /** At once, as a browser does that needs the memory. */
  async closeTheTab() {
    await this.#page.close();
  }

  /** The same person, in a new tab of the same browser. */
  async openAnotherTab(): Promise<LoginPage> {
    const other = new LoginPage(await this.#page.context().newPage(), this.#gallery, this.#pool, this.phone);
    await other.openTheLoginPage();
    return other;
  }

  /** In every tab, from their next page on. */
  async comeBackAfter(ms: number) {
    await this.#page.clock.setSystemTime(Date.now() + ms);
  }

  async typeMyNumber(number = this.phone) {
    await this.#form.getByLabel('Phone number').fill(number);
  }

  async chooseEmail() {
    await this.#form.getByText('Email', { exact: true }).click();
  }

  async typeMyEmail(address = this.email) {
    await this.#form.getByLabel('Email address').fill(address);
  }

  async askForACode() {
    await this.#form.locator('[part~="submit"], button[type="submit"]').first().click();
  }

  async askForANewCode() {
    await this.#form.getByRole('button', { name: 'Send a new code' }).click({ timeout: 20_000 });
  }

  /** Complete codes are checked without a click. */
  async typeCode(code: string) {
    await this.#form.getByLabel('One-time code').fill(code);
  }

  async signOut() {
    await this.#form.getByRole('button', { name: 'Sign out' }).click();
  }

  /** From the first page to tokens, as somebody does who makes no mistake. */
  async signIn() {
    await this.openTheLoginPage();
    await this.typeMyNumber();
    await this.askForACode();
    await this.amAskedForTheCode();
    await this.typeCode(await this.codeOnMyPhone());
    await this.amSignedIn();
  }

  codeOnMyPhone(count = 1): Promise<string> {
    return this.#pool.codeFor(this.phone, count);
  }

  codeInMyInbox(): Promise<string> {
    return this.#pool.codeFor(this.email);
  }

  messages(): Promise<OutboxMessage[]> {
    return this.#pool.messagesTo(this.phone);
  }

  async amAskedForTheCode() {
    await expect(this.#form.getByLabel('One-time code')).toBeVisible();
  }

  async amAskedForMyNumber() {
    await expect(this.#form.getByLabel('Phone number')).toBeVisible();
  }

  async amSignedIn() {
    await expect(this.#form.getByRole('heading', { name: "You're signed in" })).toBeVisible();
  }

  async see(text: string | RegExp) {
    await expect(this.#form.getByText(text).filter({ visible: true }).first()).toBeVisible();
  }

  async myNumberIsStillThere() {
    const typed = await this.#form.getByLabel('Phone number').inputValue();
    expect(typed.replace(/\D/g, '')).toContain(this.phone.slice(-10));
  }

  /** The tokens, from where amazon-cognito-identity-js and Amplify keep them too. */
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
