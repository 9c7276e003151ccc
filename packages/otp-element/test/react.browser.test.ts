/** The React components: server rendering, hydration, handlers and properties, in React 18 and 19. */
import { codeIn } from '@cognito-otp/test-kit/codes';
import { expect } from '@open-wc/testing';
import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { clearStorage, newPhone, outbox, pool, until } from './support/login-page.js';

interface ReactPage {
  /** The handlers' calls: the event, and the number of the rendering that the handler belongs to. */
  readonly calls: readonly string[];
  /** The Cognito operations that the form sent. */
  readonly operations: readonly string[];
  /** What React reported. */
  readonly problems: readonly string[];
  readonly root: { unmount(): void };
  readonly login: { readonly current: CognitoOtpLogin | null };
  change(props: object): void;
  setRendering(rendering: number): void;
  setShown(shown: boolean): void;
}

const session = { userPoolId: pool.userPoolId, clientId: pool.clientId, endpoint: pool.endpoint };

for (const version of [18, 19]) {
  describe(`the components in React ${version}`, () => {
    let frame: HTMLIFrameElement;
    const document_ = () => frame.contentDocument!;
    const page = () => (frame.contentWindow as unknown as { readonly page: ReactPage }).page;
    const element = () => document_().querySelector<CognitoOtpLogin>('cognito-otp-login')!;
    const find = <E extends HTMLElement>(selector: string) => element().shadowRoot!.querySelector<E>(selector)!;
    const companions = () =>
      ['session', 'logout'].map((name) => document_().querySelector(`cognito-otp-${name}`)!.shadowRoot!);

    /** Opens the page as the server renders it, or an empty one that its script renders. */
    async function open(rendering: 'server' | 'client'): Promise<void> {
      clearStorage();
      frame = document.createElement('iframe');
      frame.width = '420';
      frame.height = '700';
      const query = new URLSearchParams({
        pool: JSON.stringify(session),
        ...(rendering === 'client' && { client: '' }),
      });
      frame.src = `/react/${version}?${query}`;
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    }

    async function startScript(): Promise<void> {
      const script = document_().createElement('script');
      script.type = 'module';
      script.src = `/react/${version}/client.js`;
      document_().body.append(script);
      await until(() => element()?.controller?.client, 'the form is ready');
      await element().updateComplete;
    }

    function type(field: HTMLInputElement, text: string): void {
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }

    async function signIn(phone: string): Promise<void> {
      const sent = (await outbox()).length;
      type(find<HTMLInputElement>('[type=tel]'), phone);
      find('button.main').click();
      const code = await until(async () => (await outbox())[sent], 'a message arrives');
      type(await until(() => find<HTMLInputElement>('input.code'), 'the code field'), codeIn(code.body));
      await until(() => element().step === 'signed-in', 'the user is signed in');
    }

    afterEach(() => frame.remove());

    it('are printed by the server, and hydrated without a warning and without losing what was typed', async () => {
      await open('server');
      expect(find('h2').textContent).to.equal('Rendering 1');
      expect(element().className).to.equal('wide');
      expect(document_().querySelector('template')).to.equal(null);
      expect(companions().map((root) => root.childNodes.length)).to.deep.equal([0, 0]);
      const field = find<HTMLInputElement>('[type=tel]');
      field.value = '07400 123456';
      await startScript();
      expect(page().problems).to.deep.equal([]);
      expect(field.isConnected).to.equal(true);
      expect(field.value.replace(/\s/g, '')).to.equal('07400123456');
      expect(find('h2').textContent).to.equal('Rendering 1');
      expect(element().querySelector('[slot=footer]')!.textContent).to.equal('Footer');
    });

    it('call the latest handlers once while they are mounted, and send nothing twice in StrictMode', async () => {
      await open('server');
      await startScript();
      page().setRendering(2);
      await until(() => find('h2').textContent === 'Rendering 2', 'the second rendering');
      const { client } = element().controller!;
      await signIn(newPhone());
      expect(page().calls).to.deep.equal(['cognito-otp-success 2']);
      const sent = page().operations.filter((each) => !/Device/.test(each));
      expect(sent).to.deep.equal(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
      // An inline function is a new object in each rendering.
      expect(element().controller!.client === client, 'the client').to.equal(true);
      await until(() => companions().every((root) => root.textContent?.trim()), 'the companions show the session');
      const user = (await page().login.current!.getSession())!.user;
      expect(companions()[0]!.textContent).to.include(user.phone);
      page().setRendering(3);
      await until(() => element().messages?.title === 'Rendering 3', 'the third rendering');
      await page().login.current!.signOut();
      expect(page().calls).to.deep.equal(['cognito-otp-success 2', 'cognito-otp-signed-out 3']);
      const removed = element();
      page().setShown(false);
      await until(() => !removed.isConnected, 'the form is gone');
      removed.dispatchEvent(new CustomEvent('cognito-otp-success'));
      expect(page().calls.length).to.equal(2);
      expect(page().login.current).to.equal(null);
      expect(page().problems).to.deep.equal([]);
    });

    it('set attributes and properties when props change, and remove them with the props', async () => {
      await open('client');
      await startScript();
      const { change } = page();
      const title = (text: string) => until(() => find('h2').textContent === text, `the title “${text}”`);
      change({ identifiers: 'email', theme: 'dark', noAutoSubmit: true, name: 'user', messages: { title: 'Other' } });
      await title('Other');
      expect(find('[type=email]'), 'an email field').to.be.ok;
      expect([element().theme, element().noAutoSubmit, element().getAttribute('name')]).to.deep.equal([
        'dark',
        true,
        'user',
      ]);
      change({ identifiers: undefined, theme: undefined, noAutoSubmit: false, name: undefined, messages: undefined });
      await title('Sign in');
      expect(find('[type=radio]'), 'the switch').to.be.ok;
      expect(!element().noAutoSubmit && !element().theme).to.equal(true);
      const kept = ['theme', 'name', 'identifiers', 'no-auto-submit'].filter((name) => element().hasAttribute(name));
      expect(kept).to.deep.equal([]);
      const signal = { first: 0, second: 0 };
      change({ onReady: () => signal.first++, onClick: () => signal.second++, 'data-test': 'yes' });
      await until(() => element().dataset['test'], 'the third change');
      element().dispatchEvent(new CustomEvent('cognito-otp-ready'));
      element().click();
      expect(signal).to.deep.equal({ first: 1, second: 1 });
      expect(page().problems).to.deep.equal([]);
    });

    it('are hydrated in a browser without declarative shadow roots', async () => {
      await open('server');
      const server = await (await fetch(frame.contentWindow!.location.href)).text();
      const root = document_().querySelector('#root')!;
      // A parser without declarative shadow roots keeps the templates in the document, as this one does.
      root.innerHTML = server.slice(server.indexOf('<main>'), server.indexOf('</main>') + '</main>'.length);
      expect(element().querySelector('template')).to.be.ok;
      const { HTMLTemplateElement } = frame.contentWindow as Window & typeof globalThis;
      delete (HTMLTemplateElement.prototype as { shadowRootMode?: string }).shadowRootMode;
      await startScript();
      expect(find('h2').textContent).to.equal('Rendering 1');
      expect(page().problems).to.deep.equal([]);
    });
  });
}
