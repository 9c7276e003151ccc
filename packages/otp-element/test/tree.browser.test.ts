/** The renderer: creating, updating and adopting nodes, and what it keeps of a code step and of the companion elements. */
import { expect } from '@open-wc/testing';
import type { CodeModel } from '../src/contracts/view-models.js';
import { printTree } from '../src/dom/print-tree.js';
import { renderTree } from '../src/dom/render-tree.js';
import type { Child, Tree } from '../src/dom/tree.js';
import { MessageFormatter } from '../src/i18n/message-formatter.js';
import { stepMessages } from '../src/i18n/messages/en-steps.js';
import { codeView } from '../src/views/code-view.js';
import { frame } from '../src/views/frame.js';

let container: HTMLElement;
const show = (...children: Child[]): ChildNode[] => {
  renderTree(container, children);
  return [...container.childNodes];
};
const field = (name: string, value = ''): Tree => ['input', { name, '.value': value }];

/** Replaces each text below a node by elements with another text, as a browser that translates the page does. */
function translate(root: Node): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const outer = document.createElement('font');
    outer.append(document.createElement('font'));
    outer.firstElementChild!.textContent = `«${text.data}»`;
    text.replaceWith(outer);
  }
}

describe('rendering a tree', () => {
  beforeEach(() => {
    container = document.createElement('div');
  });

  it('creates elements, attributes and texts, and never treats a text as markup', () => {
    const injectedMarkup = '<img src=x>';
    const [paragraph] = show([
      'p',
      { class: injectedMarkup, hidden: true, title: undefined, inert: false },
      injectedMarkup,
    ]) as HTMLElement[];
    expect(paragraph!.textContent).to.equal(injectedMarkup);
    expect(paragraph!.className).to.equal(injectedMarkup);
    expect(paragraph!.getAttributeNames()).to.deep.equal(['class', 'hidden']);
    expect(container.querySelector('img')).to.equal(null);
  });

  it('reuses the nodes that still match and updates what changed', () => {
    const before = show(['p', { class: 'a', hidden: true }, 'one'], field('phone', '1'));
    const after = show(['p', { class: 'b', hidden: false }, 'two'], field('phone', '2'));
    expect(after).to.deep.equal(before);
    expect(container.innerHTML).to.equal('<p class="b">two</p><input name="phone">');
    expect((after[1] as HTMLInputElement).value).to.equal('2');
  });

  it('never reuses one field for another', () => {
    const [phone] = show(field('phone', '1'));
    const [email] = show(field('email'));
    expect(email).not.to.equal(phone);
    expect(phone!.isConnected || phone!.parentNode).to.equal(null);
    expect((email as HTMLInputElement).value).to.equal('');
  });

  it('skips empty children and removes children that are gone', () => {
    show('one', false, ['b', {}], undefined, 'two');
    expect(container.innerHTML).to.equal('one<b></b>two');
    show(['b', {}]);
    expect(container.innerHTML).to.equal('<b></b>');
    show();
    expect(container.childNodes).to.have.length(0);
  });

  it('adopts server-rendered nodes', () => {
    container.innerHTML = '<p class="a">one</p><i>old</i>';
    const before = [...container.childNodes];
    expect(show(['p', { class: 'a' }, 'one'])).to.deep.equal([before[0]]);
  });

  it('leaves nodes of others alone and inserts before them', () => {
    show();
    const other = document.createElement('em');
    container.append(other);
    expect(show('one', ['b', {}]).at(-1)).to.equal(other);
    show();
    expect([...container.childNodes]).to.deep.equal([other]);
  });

  it('sets a value only if it changed, so that the caret stays', () => {
    document.body.append(container);
    const [input] = show(field('phone', '123')) as HTMLInputElement[];
    input!.setSelectionRange(1, 1);
    show(field('phone', '123'));
    expect(input!.selectionStart).to.equal(1);
    container.remove();
  });

  it('replaces a text that the browser has translated when the text changes', () => {
    const [text] = show('Try again.');
    const translated = document.createElement('font');
    translated.textContent = 'Noch einmal.';
    text!.replaceWith(translated);
    show('Start again.');
    expect(container.innerHTML).to.equal('Start again.');
  });

  it('keeps a text that the browser has translated, and its siblings, while nothing changes', () => {
    const [text, button] = show('Wrong number? ', ['button', {}, 'Change it']);
    const translated = document.createElement('font');
    translated.textContent = 'Falsche Nummer? ';
    text!.replaceWith(translated);
    show('Wrong number? ', ['button', {}, 'Change it']);
    expect([...container.childNodes]).to.deep.equal([translated, button]);
  });

  it('keeps a text that the browser has translated in place while nothing changes', () => {
    const [text] = show('Wrong number? ', ['b', {}]) as [Text];
    text.data = 'Falsche Nummer? ';
    show('Wrong number? ', ['b', {}]);
    expect(container.textContent).to.equal('Falsche Nummer? ');
    show('Wrong code? ', ['b', {}]);
    expect(container.innerHTML).to.equal('Wrong code? <b></b>');
  });

  it('does not move the focus from an element beside a translated text that changes', () => {
    document.body.append(container);
    const [, button] = show('Sent to ', ['button', {}, 'Change it'], ' again.') as [Text, HTMLButtonElement, Text];
    button.focus();
    translate(container);
    show('Sent once more to ', ['button', {}, 'Change it'], ' again.');
    expect(container.textContent).to.equal('Sent once more to «Change it» again.');
    expect(document.activeElement).to.equal(button);
    container.remove();
  });

  it('adds and removes children beside a translated text in the right place', () => {
    show('one');
    translate(container);
    show('one', ['b', {}, 'two'], 'three');
    expect(container.textContent).to.equal('«one»twothree');
    translate(container);
    show('one', ['b', {}, 'two']);
    expect(container.textContent).to.equal('one«two»');
    translate(container);
    show(['b', {}, 'two']);
    expect(container.textContent).to.equal('two');
  });

  it('removes an attribute that is no longer mentioned', () => {
    show(['a', { href: '#', class: 'link' }]);
    show(['a', { class: 'link' }]);
    expect(container.innerHTML).to.equal('<a class="link"></a>');
  });

  it('keeps what was entered without an event until the described value changes', () => {
    const [input] = show(field('code')) as [HTMLInputElement];
    input.value = '123';
    show(field('code'));
    expect(input.value).to.equal('123');
    show(field('code', '4'));
    expect(input.value).to.equal('4');
  });

  it('replaces event handlers instead of adding them', () => {
    const calls: string[] = [];
    const [button] = show(['button', { onclick: () => calls.push('old') }]) as [HTMLButtonElement];
    show(['button', { onclick: () => calls.push('new') }]);
    button.click();
    show(['button', {}]);
    button.click();
    expect(calls).to.deep.equal(['new']);
  });
});

describe('rendering the code step', () => {
  const english: CodeModel = {
    messages: new MessageFormatter('en', [], stepMessages),
    channel: 'sms',
    otherChannels: ['email'],
    destination: '+44 7400 123456',
    kind: 'phone',
    length: 6,
    code: '12',
    invalid: false,
    checking: false,
    readonly: false,
    busy: false,
    captcha: false,
    error: '',
    status: '',
    quiet: true,
    plain: false,
    manual: false,
    notice: '',
    mailbox: undefined,
    countdown: '0:24',
    ids: '',
    onback: () => undefined,
    oninput: () => undefined,
    onresend: () => undefined,
  };
  const form = (model: Partial<CodeModel> = {}) =>
    frame(codeView({ ...english, ...model }), { dir: 'ltr', waits: false, ids: '' });
  const find = <E extends HTMLElement>(selector: string) => container.querySelector<E>(selector)!;

  beforeEach(() => {
    container = document.createElement('div');
    document.body.append(container);
    show(form());
  });
  afterEach(() => container.remove());

  it('updates the countdown in a translated page, and keeps every other translation', () => {
    translate(container);
    const hint = find('.hint').innerHTML;
    const title = find('h2').innerHTML;
    show(form({ countdown: '0:23' }));
    expect(find('[part=countdown]').textContent).to.contain('0:23').and.not.contain('«');
    expect(find('.hint').innerHTML).to.equal(hint);
    expect(find('h2').innerHTML).to.equal(title);
    expect(find('[part=destination]').textContent).to.equal('«+44 7400 123456»');
  });

  it('replaces a nested translated text, and the button after it keeps the focus', () => {
    translate(container);
    find('[part=back]').focus();
    show(form({ destination: '+44 7400 999999' }));
    expect(find('.lead').textContent).to.contain('+44 7400 999999').and.not.contain('123456');
    expect(document.activeElement).to.equal(find('[part=back]'));
  });

  it('keeps the field, its focus, its caret and an open help text while the countdown runs and ends', () => {
    const input = find<HTMLInputElement>('.code');
    const help = find<HTMLDetailsElement>('details');
    help.open = true;
    input.focus();
    input.setSelectionRange(1, 1);
    show(form({ countdown: '0:01' }));
    show(form({ countdown: '' }));
    expect(find<HTMLButtonElement>('[part=resend-button]').disabled).to.equal(false);
    expect(document.activeElement).to.equal(input);
    expect([input.value, input.selectionStart]).to.deep.equal(['12', 1]);
    expect([find('details'), help.open]).to.deep.equal([help, true]);
  });

  it('keeps a class on the form that was set elsewhere', () => {
    find('form').classList.add('done');
    show(form({ checking: true, readonly: true, busy: true }));
    expect(find('form').className).to.equal('done');
    expect(find<HTMLInputElement>('.code').readOnly).to.equal(true);
  });

  it('marks the cells that are filled and the one for the next digit', () => {
    const cells = () => Array.from(container.querySelectorAll('.boxes i'), (cell) => cell.getAttribute('part'));
    expect(cells().slice(0, 4)).to.deep.equal(['cell cell-filled', 'cell cell-filled', 'cell cell-current', 'cell']);
    show(form({ code: '123456', invalid: true }));
    expect(cells().at(-1)).to.equal('cell cell-current');
    expect(container.querySelector('[data-full]')).to.equal(null);
  });

  it('adopts a code step that a server printed', () => {
    const printed = document.createElement('div');
    printed.innerHTML = printTree(form());
    const before = [...printed.querySelectorAll('*')];
    renderTree(printed, [form()]);
    expect([...printed.querySelectorAll('*')]).to.deep.equal(before);
    expect(printed.textContent).to.equal(container.textContent);
  });
});

describe('rendering the companion elements', () => {
  const common = { userPoolId: 'eu-west-1_AbCdEfGhI', clientId: 'companion', persistence: 'memory' } as const;
  before(() => import('../src/define-companions.js'));

  it('keeps the translation of the signed-out content, which the page owns', async () => {
    const session = Object.assign(document.createElement('cognito-otp-session'), common);
    session.innerHTML = '<b slot="signed-out">Signed out</b>';
    document.body.append(session);
    await session.updateComplete;
    translate(session);
    session.requestUpdate();
    await session.updateComplete;
    expect(session.textContent).to.equal('«Signed out»');
    const [signedIn, signedOut] = session.shadowRoot!.querySelectorAll('span');
    expect([signedIn!.hidden, signedOut!.hidden]).to.deep.equal([true, false]);
    session.remove();
  });

  it('renders no sign-out button while no user is signed in', async () => {
    const logout = Object.assign(document.createElement('cognito-otp-logout'), common);
    document.body.append(logout);
    await logout.updateComplete;
    expect(logout.shadowRoot!.childNodes).to.have.length(0);
    logout.remove();
  });
});
