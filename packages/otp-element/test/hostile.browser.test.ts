/** Property and attribute values that no type allows: the form must stay usable and run no markup. */
import { expect } from '@open-wc/testing';
import { clearStorage, LoginPage, newPhone, pool, until } from './support/login-page.js';
import { PoolConnection } from './support/pool-connection.js';
import '../src/define-companions.js';

const INJECTED_MARKUP = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
const refuse = () => Promise.reject(new Error(INJECTED_MARKUP));
const fail = () => {
  throw new Error(INJECTED_MARKUP);
};
/** Records errors and rejections that nothing handles. */
const uncaught = {
  found: [] as string[],
  record: (event: Event) => {
    uncaught.found.push(String('reason' in event ? event.reason : (event as globalThis.ErrorEvent).message));
  },
  watch: () => {
    uncaught.found.length = 0;
    for (const type of ['error', 'unhandledrejection']) addEventListener(type, uncaught.record);
  },
  stop: () => {
    for (const type of ['error', 'unhandledrejection']) removeEventListener(type, uncaught.record);
  },
  /** Asserts that there are none, after a delay, since an unhandled rejection is reported asynchronously. */
  expectNone: async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(uncaught.found).to.deep.equal([]);
    expect('hit' in window, 'no injected script has run').to.equal(false);
  },
};

type Name = 'client' | 'storage' | 'fetcher' | 'captcha' | 'errorTransformer' | 'messages' | 'fields';

/** Values that no type allows but a script without type checking may set. */
const invalidValues = {
  'a string': INJECTED_MARKUP,
  'a number': 7,
  true: true,
  'an object': {},
  'an array': [null, INJECTED_MARKUP],
};
const methods = (work: unknown) => ({ getItem: work, setItem: work, removeItem: work });
const hostile: Readonly<Record<Name, Readonly<Record<string, unknown>>>> = {
  client: {
    ...invalidValues,
    'that throws': { subscribe: fail, getState: fail },
    'without a state': { subscribe: () => () => undefined, getState: () => undefined },
  },
  storage: {
    ...invalidValues,
    'that throws': methods(fail),
    'that rejects': methods(refuse),
    'that contains markup': methods(() => INJECTED_MARKUP),
  },
  fetcher: {
    ...invalidValues,
    'that throws': fail,
    'that rejects': refuse,
    'without a response': async () => undefined,
    'that responds with markup': async () => new Response(INJECTED_MARKUP),
  },
  captcha: {
    ...invalidValues,
    'that throws': fail,
    'that rejects': refuse,
    'without a token': async () => undefined,
    'whose token is not a string': async () => ({}),
  },
  errorTransformer: {
    ...invalidValues,
    'that throws': fail,
    'without a text': () => undefined,
    'whose text is an object': () => ({}),
    'whose text is a symbol': () => Symbol('x'),
    'that returns a promise': async () => 'x',
    'that returns markup': () => INJECTED_MARKUP,
  },
  messages: {
    ...invalidValues,
    'texts that are not strings': {
      title: null,
      sendSms: {},
      invalid_phone: 7,
      codeLead: [],
      triesLeft: INJECTED_MARKUP,
      locked: Symbol('x'),
    },
    'no plural forms': { triesLeft: {} },
    'texts that are markup': { title: INJECTED_MARKUP, invalid_phone: INJECTED_MARKUP, leadPhone: INJECTED_MARKUP },
  },
  fields: {
    ...invalidValues,
    'fields without a name': [{}, { label: INJECTED_MARKUP }],
    'malformed fields': [{ name: {}, label: Symbol('x'), type: INJECTED_MARKUP, autocomplete: {} }],
  },
};
/** The names of the values that are reported as a configuration error immediately. */
const reportedImmediately: Readonly<Partial<Record<Name, readonly string[]>>> = {
  client: Object.keys(hostile.client),
  storage: Object.keys(invalidValues),
  fetcher: Object.keys(invalidValues),
};

describe('hostile property values', () => {
  const cleanups: (() => void)[] = [];
  beforeEach(() => {
    clearStorage();
    uncaught.watch();
  });
  afterEach(() => {
    for (const each of cleanups.splice(0)) each();
    document.body.replaceChildren();
    uncaught.stop();
    clearStorage();
  });

  const configuration = (login: LoginPage) =>
    login.events.filter(
      ({ type, detail }) => type === 'error' && (detail as { code: string }).code === 'configuration',
    );

  const expectUsable = async (login: LoginPage) => {
    await until(() => login.find<HTMLFormElement>('form')?.inert === false, 'the form is usable');
    for (const each of ['h2', '.group input', '.main'])
      expect(login.find(each)!.checkVisibility({ visibilityProperty: true }), each).to.equal(true);
    for (const each of ['h2', '.main']) expect(login.find(each)!.textContent!.trim(), each).to.not.equal('');
    expect(login.find('img, script') === null, 'no markup').to.equal(true);
  };

  for (const [name, values] of Object.entries(hostile)) {
    for (const [what, value] of Object.entries(values)) {
      it(`${name}: ${what}: the form stays usable and reports what is wrong`, async () => {
        const connection = new PoolConnection();
        const login = LoginPage.create();
        cleanups.push(() => login.close());
        Object.assign(login.element, { fetcher: connection.fetch, [name]: value });
        document.body.append(login.element);
        await login.element.whenReady();
        await login.element.updateComplete;
        await expectUsable(login);
        if (reportedImmediately[name as Name]?.includes(what)) {
          await until(() => configuration(login).length === 1, 'the error');
          expect(login.error).to.include('set up correctly');
        }
        // An invalid number shows an error, whatever else is wrong.
        await login.typeIdentifier('07');
        await login.pressEnter();
        await until(() => login.error && login.hasEvent('error'), 'an error');
        await expectUsable(login);
        if (name === 'errorTransformer') {
          const works = ['without a text', 'that returns markup'].includes(what);
          expect(configuration(login), 'reported once, however often the form renders').to.have.length(works ? 0 : 1);
        }
        // A valid number leads to the code step or to an error.
        await login.typeIdentifier(newPhone());
        await login.pressEnter();
        await until(() => login.codeField || (login.error && login.find('.main[aria-busy=false]')), 'a reply');
        if (!login.codeField) await expectUsable(login);
        else {
          await login.typeCode('000000');
          await until(() => login.error, 'an error about the code');
        }
        expect(login.find('img, script') === null, 'no markup').to.equal(true);
        await uncaught.expectNone();
      });
    }
  }

  for (const [name, value] of Object.entries({
    name: [INJECTED_MARKUP, '', '\u0000', 'x'.repeat(1e5)],
    'form-value': [INJECTED_MARKUP, '', '\u0000', 'constructor', 'x'.repeat(1e5)],
  }).flatMap(([name, values]) => values.map((value) => [name, value] as const))) {
    it(`${name}=${JSON.stringify(value.slice(0, 12))}: the form signs in, and the surrounding form gets at most the user`, async () => {
      const form = document.body.appendChild(document.createElement('form'));
      const login = LoginPage.create({ name: 'user', [name]: value });
      form.append(login.element);
      await login.attach();
      await expectUsable(login);
      await login.typeCode(await login.requestCode(newPhone()));
      await login.expectTitle("You're signed in");
      await login.element.updateComplete;
      const { sub } = (await login.element.getSession())!.user;
      const field = login.element.getAttribute('name')!;
      expect(new FormData(form).get(field)).to.equal(field ? sub : null);
      await uncaught.expectNone();
      login.close();
    });
  }
});

describe('hostile attribute values of the companion elements', () => {
  const validAttributes = { 'user-pool-id': pool.userPoolId, 'client-id': pool.clientId, endpoint: pool.endpoint };
  const invalidAttributes = {
    'user-pool-id': ['', ' ', 'nonsense', INJECTED_MARKUP, '\u0000'],
    'client-id': ['', ' ', INJECTED_MARKUP, '../x', '\u0000'],
    region: [' ', INJECTED_MARKUP, '\u0000'],
    endpoint: [
      ' ',
      INJECTED_MARKUP,
      'http://cognito-idp.eu-west-1.amazonaws.com',
      'http://127.0.0.1.example.com',
      'https://user:password@example.com',
      'javascript:alert(1)',
      '/relative',
      '//example.com',
    ],
    persistence: [INJECTED_MARKUP, 'Local', 'constructor'],
  };
  beforeEach(() => {
    clearStorage();
    uncaught.watch();
  });
  afterEach(() => {
    document.body.replaceChildren();
    uncaught.stop();
    clearStorage();
  });

  for (const tag of ['cognito-otp-session', 'cognito-otp-logout'] as const) {
    for (const [name, values] of Object.entries(invalidAttributes)) {
      it(`<${tag} ${name}>: reports a configuration error once, shows no user, and recovers when it is corrected`, async () => {
        for (const value of values) {
          const element = document.createElement(tag);
          const errors: unknown[] = [];
          element.addEventListener('cognito-otp-error', ({ detail }) => errors.push(detail));
          element.innerHTML = tag === 'cognito-otp-session' ? '<b slot="signed-out">Signed out</b>' : '';
          for (const [attribute, valid] of Object.entries({ ...validAttributes, [name]: value }))
            element.setAttribute(attribute, valid);
          document.body.append(element);
          await element.updateComplete;
          const setting = JSON.stringify(value);
          expect(errors, setting).to.have.length(1);
          expect(errors[0], setting).to.include({ code: 'configuration', retryable: false });
          const isVisible = (selector: string) =>
            element.shadowRoot!.querySelector(selector)?.checkVisibility() ?? false;
          expect(isVisible('[part=user], button'), setting).to.equal(false);
          if (tag === 'cognito-otp-session')
            expect(element.firstElementChild!.checkVisibility(), `${setting}: the element is not blank`).to.equal(true);
          expect(element.shadowRoot!.querySelector('img, script') === null).to.equal(true);
          if (name in validAttributes) element.setAttribute(name, validAttributes[name as 'endpoint']);
          else element.removeAttribute(name);
          await element.updateComplete;
          expect(errors, `${setting}, corrected`).to.have.length(1);
          element.remove();
        }
        await uncaught.expectNone();
      });
    }
  }
});

describe('hostile attribute values of the form', () => {
  const values = [
    '',
    ' ',
    'x'.repeat(1_000_000),
    '<b>',
    'javascript:alert(1)',
    '\u0000',
    '🙂',
    '-1',
    'http://example.com',
  ];
  const required = ['user-pool-id', 'client-id', 'endpoint', 'sign-up', 'persistence', 'flow'];
  const names = [
    ...required,
    'region',
    'identifiers',
    'default-country',
    'countries',
    'preferred-countries',
    'code-appearance',
    'format',
    'lang',
    'dir',
    'theme',
    'redirect',
  ];
  beforeEach(() => {
    clearStorage();
    uncaught.watch();
  });
  afterEach(() => {
    uncaught.stop();
    clearStorage();
  });

  for (const name of names) {
    it(`${name}: the form is never blank, and an error event is dispatched if and only if an error is shown`, async () => {
      for (const value of values) {
        const page = LoginPage.openMisconfigured({ [name]: value });
        await page.element.updateComplete;
        await page.element.whenReady();
        await page.element.updateComplete;
        const setting = value.slice(0, 20);
        await until(() => !page.find<HTMLFormElement>('form')!.inert, `the form is usable, “${setting}”`);
        for (const each of ['h2', '.group input', '.main']) {
          expect(page.find(each)!.checkVisibility({ visibilityProperty: true }), `${each}, “${setting}”`).to.equal(
            true,
          );
        }
        const errors = page.events.filter(({ type }) => type === 'error');
        expect(errors.length > 0, setting).to.equal(page.error !== '');
        if (required.includes(name) && value === '<b>') {
          expect(errors[0]!.detail).to.include({ code: 'configuration', retryable: false });
          expect(page.error).to.include('set up correctly');
        }
        page.close();
      }
      await uncaught.expectNone();
    });
  }
});
