import { expect } from '@open-wc/testing';
import type { CognitoOtpLogin } from '../src/cognito-otp-login.js';
import { loginSnippet } from '../src/snippet.js';
import { pool, until } from './login-page.js';

describe('the pre-rendered form', () => {
  let frame: HTMLIFrameElement;
  const element = () => frame.contentDocument!.querySelector<CognitoOtpLogin>('cognito-otp-login')!;
  const find = <E extends HTMLElement>(selector: string) => element().shadowRoot!.querySelector<E>(selector)!;
  const startScript = async () => {
    const script = frame.contentDocument!.createElement('script');
    script.type = 'module';
    script.src = '/cdn/cognito-otp.js';
    frame.contentDocument!.body.append(script);
    await until(() => element().controller?.client, 'the element has taken over');
    await element().updateComplete;
  };

  beforeEach(async () => {
    localStorage.clear();
    frame = document.createElement('iframe');
    frame.width = '420';
    frame.height = '700';
    const attributes = {
      'user-pool-id': pool.userPoolId,
      'client-id': pool.clientId,
      endpoint: pool.endpoint,
      'default-country': 'GB',
    };
    frame.srcdoc = `<!doctype html><html lang="en"><body>${loginSnippet({ attributes })}</body></html>`;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  });
  afterEach(() => frame.remove());

  it('can be typed in before any script, and keeps what was typed, the focus and the caret', async () => {
    const field = find<HTMLInputElement>('[type=tel]');
    field.focus();
    field.value = '07400 123456';
    field.setSelectionRange(3, 3);
    await startScript();
    const now = find<HTMLInputElement>('[type=tel]');
    expect(now.value.replace(/\s/g, '')).to.equal('07400123456');
    // As a truth: what a test library prints of a node of another window is the whole of that window.
    expect(element().shadowRoot!.activeElement === now, 'the focus').to.equal(true);
    expect(now.selectionStart).to.equal(3);
  });

  it('names the country all along', async () => {
    const seen = new Set<string>();
    const look = () => {
      const chosen = find<HTMLSelectElement>('select')?.selectedOptions[0];
      if (chosen) seen.add(chosen.text.replace(/ \u2066\+44\u2069$/, ''));
    };
    look();
    const { MutationObserver } = frame.contentWindow as Window & typeof globalThis;
    new MutationObserver(look).observe(element().shadowRoot!, { subtree: true, childList: true, characterData: true });
    await startScript();
    await until(() => find<HTMLSelectElement>('select').options.length > 100, 'all countries are listed');
    expect([...seen]).to.deep.equal(['United Kingdom']);
  });

  it('moves nothing when the element takes over', async () => {
    const boxes = () =>
      ['form', 'h2', '.lead', 'select', '[type=tel]', '.main'].map((selector) => {
        const { x, y, width, height } = find(selector).getBoundingClientRect();
        return [selector, x, y, width, height].map((value) => (typeof value === 'number' ? Math.round(value) : value));
      });
    const before = boxes();
    await startScript();
    expect(boxes()).to.deep.equal(before);
    expect(element().shadowRoot!.querySelectorAll('form')).to.have.length(1);
  });
});
