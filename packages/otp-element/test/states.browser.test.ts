/** What every state of the form says and offers, and that docs/states.md lists the same. */
import { expect } from '@open-wc/testing';
import { messages } from '../src/i18n/messages/en.js';
import { questionTexts } from '../src/i18n/question-texts.js';
import { clearStorage, describeInBothRoots, LoginPage, until } from './support/login-page.js';
import { PoolConnection } from './support/pool-connection.js';
import { type State, states, type TextKey, Visitor } from './support/states.js';

const en = { ...messages, ...questionTexts['en']! };

/** A text without the marks around its values, in single spaces. */
const plain = (text: string) =>
  text
    .replace(/[\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** Whether `shown` is the text for a key, with any values in place of its placeholders. */
function isText(shown: string, key: TextKey): boolean {
  const parts = en[key].split(/\{\w+\}/).map((part) => plain(part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`).test(plain(shown));
}

/** A row of the table in docs/states.md. */
function documentedRow(name: string, { heading, text, action, event }: State): string {
  const cells = [name, en[heading], en[text], action ? en[action] : '–', event ? `\`cognito-otp-${event}\`` : '–'];
  return `| ${cells.join(' | ')} |`;
}

it('docs/states.md lists every state with its heading, sentence, action and event', async () => {
  const document = await (await fetch('/docs/states.md')).text();
  const table = document.split('| State |')[1]?.split('\n## ')[0] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.join('\n')).to.equal(
    Object.entries(states)
      .map(([name, state]) => documentedRow(name, state))
      .join('\n'),
  );
});

describeInBothRoots('every state of the form', (rootAttributes) => {
  const cleanups: (() => void)[] = [];
  let visitor: Visitor;
  beforeEach(clearStorage);
  afterEach(() => {
    for (const each of cleanups.splice(0)) each();
    visitor.login.close();
    clearStorage();
  });

  for (const [name, state] of Object.entries(states)) {
    // The root makes no difference to what the other views say.
    if ('light-dom' in rootAttributes && !name.startsWith('waiting')) continue;
    it(`shows its heading, sentence and action: ${name}`, async () => {
      const { step, heading, text, action, event, misconfigured, attributes, markup, properties, reach } = state;
      const connection = new PoolConnection();
      const login = LoginPage.create({ countries: 'GB US', ...rootAttributes, ...attributes });
      visitor = new Visitor(login, connection, cleanups);
      login.element.innerHTML = markup ?? '';
      Object.assign(login.element, { fetcher: connection.fetch, ...properties });
      if (misconfigured) document.body.append(login.element);
      else await login.attach();
      await reach?.(visitor);
      const { element } = visitor.login;
      const visible = () => plain(visitor.login.find('form')?.innerText ?? '');
      const parts = en[text].split(/\{\w+\}/).map(plain);
      await until(() => parts.every((part) => visible().includes(part)), `“${en[text]}”; found “${visible()}”`);
      expect(element.step).to.equal(step);
      expect(visitor.login.title).to.satisfy((title: string) => isText(title, heading), en[heading]);
      const button = visitor.login.find('[part=submit]')!;
      if (action) expect(button.textContent).to.satisfy((label: string) => isText(label, action), en[action]);
      else expect(button.checkVisibility()).to.equal(false);
      // The text may have been shown before: without a connection, the browser's event shows it.
      if (event) await until(() => visitor.login.hasEvent(event), `the event ${event}`);
      const isCodeView = !!visitor.login.find('[data-step=code]');
      expect(!!visitor.login.codeField, 'a code is asked for in the code view alone').to.equal(isCodeView);
    });
  }
});
