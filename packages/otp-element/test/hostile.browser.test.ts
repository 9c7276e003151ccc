import { expect } from '@open-wc/testing';
import { LoginPage, newPhone, pool, until } from './support/login-page.js';
import { Wire } from './support/pool-connection.js';
import '../src/define-companions.js';

const forget = () => {
  localStorage.clear();
  sessionStorage.clear();
};
const evil = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
const refuse = () => Promise.reject(new Error(evil));
const fail = () => {
  throw new Error(evil);
};
/** What nobody caught. */
const faults = {
  found: [] as string[],
  note: (event: Event) => {
    faults.found.push(String('reason' in event ? event.reason : (event as globalThis.ErrorEvent).message));
  },
  watch: () => {
    faults.found.length = 0;
    for (const type of ['error', 'unhandledrejection']) addEventListener(type, faults.note);
  },
  stop: () => {
    for (const type of ['error', 'unhandledrejection']) removeEventListener(type, faults.note);
  },
  /** A refusal that nobody takes is told a turn later. */
  none: async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(faults.found).to.deep.equal([]);
    expect('hit' in window, 'nothing of it has run').to.equal(false);
  },
};

type Name = 'client' | 'storage' | 'fetcher' | 'captcha' | 'errorTransformer' | 'messages' | 'fields';

/** What no type allows, and a page's script sets all the same. */
const nonsense = { text: evil, 'a number': 7, true: true, 'an object': {}, 'a list': [null, evil] };
const methods = (work: unknown) => ({ getItem: work, setItem: work, removeItem: work });
const hostile: Readonly<Record<Name, Readonly<Record<string, unknown>>>> = {
  client: {
    ...nonsense,
    'one that fails': { subscribe: fail, getState: fail },
    'one without a state': { subscribe: () => () => undefined, getState: () => undefined },
  },
  storage: {
    ...nonsense,
    'one that fails': methods(fail),
    'one that refuses': methods(refuse),
    'one with markup in it': methods(() => evil),
  },
  fetcher: {
    ...nonsense,
    'one that fails': fail,
    'one that refuses': refuse,
    'one without an answer': async () => undefined,
    'one that answers markup': async () => new Response(evil),
  },
  captcha: {
    ...nonsense,
    'one that fails': fail,
    'one that refuses': refuse,
    'one without a token': async () => undefined,
    'one whose token is no text': async () => ({}),
  },
  errorTransformer: {
    ...nonsense,
    'one that fails': fail,
    'one without a text': () => undefined,
    'one whose text is none': () => ({}),
    'one whose text is a symbol': () => Symbol('x'),
    'one that promises': async () => 'x',
    'one of markup': () => evil,
  },
  messages: {
    ...nonsense,
    'no texts': { title: null, sendSms: {}, invalid_phone: 7, codeLead: [], triesLeft: evil, locked: Symbol('x') },
    'no plural': { triesLeft: {} },
    'texts that are markup': { title: evil, invalid_phone: evil, leadPhone: evil },
  },
  fields: {
    ...nonsense,
    'questions without a name': [{}, { label: evil }],
    'questions that are none': [{ name: {}, label: Symbol('x'), type: evil, autocomplete: {} }],
  },
};
/** These can't work at all, and that is told at once. */
const told: Readonly<Partial<Record<Name, RegExp>>> = {
  client: /^/,
  storage: /^(text|a n|true|an|a l)/,
  fetcher: /^(text|a n|true|an|a l)/,
};

describe('hostile property values', () => {
  const undo: (() => void)[] = [];
  beforeEach(() => {
    forget();
    faults.watch();
  });
  afterEach(() => {
    for (const each of undo.splice(0)) each();
    document.body.replaceChildren();
    faults.stop();
    forget();
  });

  const configuration = (I: LoginPage) =>
    I.events.filter(({ type, detail }) => type === 'error' && (detail as { code: string }).code === 'configuration');

  const usable = async (I: LoginPage) => {
    await until(() => I.find<HTMLFormElement>('form')?.inert === false, 'the form can be used');
    for (const each of ['h2', '.group input', '.main'])
      expect(I.find(each)!.checkVisibility({ visibilityProperty: true }), each).to.equal(true);
    for (const each of ['h2', '.main']) expect(I.find(each)!.textContent!.trim(), each).to.not.equal('');
    expect(I.find('img, script') === null, 'no markup').to.equal(true);
  };

  for (const [name, values] of Object.entries(hostile)) {
    for (const [what, value] of Object.entries(values)) {
      it(`${name}: ${what}: the form stays usable and reports what is wrong`, async () => {
        const wire = new Wire();
        const I = LoginPage.prepare();
        undo.push(() => I.close());
        Object.assign(I.element, { fetcher: wire.fetch, [name]: value });
        document.body.append(I.element);
        await I.element.whenReady();
        await I.element.updateComplete;
        await usable(I);
        if (told[name as Name]?.test(what)) {
          expect(configuration(I)).to.have.length(1);
          expect(I.error).to.include('set up correctly');
        }
        // A number that isn't one is answered in words, whatever else is wrong.
        await I.typeIdentifier('07');
        await I.enter();
        await until(() => I.error && I.has('error'), 'an error');
        await usable(I);
        if (name === 'errorTransformer') {
          const works = /^one (without a text|of markup)$/.test(what);
          expect(configuration(I), 'told once, however often it is drawn').to.have.length(works ? 0 : 1);
        }
        // One that is leads to the code, or to an error.
        await I.typeIdentifier(newPhone());
        await I.enter();
        await until(() => I.codeField || (I.error && I.find('.main[aria-busy=false]')), 'an answer');
        if (!I.codeField) await usable(I);
        else {
          await I.typeCode('000000');
          await until(() => I.error, 'what is wrong with the code');
        }
        expect(I.find('img, script') === null, 'no markup').to.equal(true);
        await faults.none();
      });
    }
  }

  for (const [name, value] of Object.entries({
    name: [evil, '', '\u0000', 'x'.repeat(1e5)],
    'form-value': [evil, '', '\u0000', 'constructor', 'x'.repeat(1e5)],
  }).flatMap(([name, values]) => values.map((value) => [name, value] as const))) {
    it(`${name}=${JSON.stringify(value.slice(0, 12))}: the form signs in, and the surrounding form gets at most the user`, async () => {
      const form = document.body.appendChild(document.createElement('form'));
      const I = LoginPage.prepare({ name: 'user', [name]: value });
      form.append(I.element);
      await I.show();
      await usable(I);
      await I.typeCode(await I.askForCode(newPhone()));
      await I.sees("You're signed in");
      await I.element.updateComplete;
      const { sub } = (await I.element.getSession())!.user;
      const field = I.element.getAttribute('name')!;
      expect(new FormData(form).get(field)).to.equal(field ? sub : null);
      await faults.none();
      I.close();
    });
  }
});

describe('hostile attribute values of the companion elements', () => {
  const right = { 'user-pool-id': pool.userPoolId, 'client-id': pool.clientId, endpoint: pool.endpoint };
  const refused = {
    'user-pool-id': ['', ' ', 'nonsense', evil, '\u0000'],
    'client-id': ['', ' ', evil, '../x', '\u0000'],
    region: [' ', evil, '\u0000'],
    endpoint: [
      ' ',
      evil,
      'http://cognito-idp.eu-west-1.amazonaws.com',
      'http://127.0.0.1.example.com',
      'https://user:password@example.com',
      'javascript:alert(1)',
      '/relative',
      '//example.com',
    ],
    persistence: [evil, 'Local', 'constructor'],
  };
  beforeEach(() => {
    forget();
    faults.watch();
  });
  afterEach(() => {
    document.body.replaceChildren();
    faults.stop();
    forget();
  });

  for (const tag of ['cognito-otp-session', 'cognito-otp-logout'] as const) {
    for (const [name, values] of Object.entries(refused)) {
      it(`<${tag} ${name}>: reports a configuration error once, shows no user, and recovers when it is corrected`, async () => {
        for (const value of values) {
          const element = document.createElement(tag);
          const problems: unknown[] = [];
          element.addEventListener('cognito-otp-error', ({ detail }) => problems.push(detail));
          element.innerHTML = tag === 'cognito-otp-session' ? '<b slot="signed-out">Nobody</b>' : '';
          for (const [attribute, good] of Object.entries({ ...right, [name]: value }))
            element.setAttribute(attribute, good);
          document.body.append(element);
          await element.updateComplete;
          const named = JSON.stringify(value);
          expect(problems, named).to.have.length(1);
          expect(problems[0], named).to.include({ code: 'configuration', retryable: false });
          const seen = (selector: string) => element.shadowRoot!.querySelector(selector)?.checkVisibility() ?? false;
          expect(seen('[part=user], button'), named).to.equal(false);
          if (tag === 'cognito-otp-session')
            expect(element.firstElementChild!.checkVisibility(), `${named}: no blank box`).to.equal(true);
          expect(element.shadowRoot!.querySelector('img, script') === null).to.equal(true);
          if (name in right) element.setAttribute(name, right[name as 'endpoint']);
          else element.removeAttribute(name);
          await element.updateComplete;
          expect(problems, `${named}, put right`).to.have.length(1);
          element.remove();
        }
        await faults.none();
      });
    }
  }
});
