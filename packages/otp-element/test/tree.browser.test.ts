/** The renderer: creating, updating and adopting nodes. */
import { expect } from '@open-wc/testing';
import { renderTree } from '../src/dom/render-tree.js';
import type { Child, Tree } from '../src/dom/tree.js';

let container: HTMLElement;
const show = (...children: Child[]): ChildNode[] => {
  renderTree(container, children);
  return [...container.childNodes];
};
const field = (name: string, value = ''): Tree => ['input', { name, '.value': value }];

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
});
