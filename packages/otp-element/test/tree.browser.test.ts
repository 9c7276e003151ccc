import { expect } from '@open-wc/testing';
import { type Child, draw, type Tree } from '../src/dom/tree.js';

let box: HTMLElement;
const show = (...children: Child[]): ChildNode[] => {
  draw(box, children);
  return [...box.childNodes];
};
const field = (name: string, value = ''): Tree => ['input', { name, '.value': value }];

describe('a description that is drawn', () => {
  beforeEach(() => {
    box = document.createElement('div');
  });

  it('becomes elements, attributes and texts, and a text is never markup', () => {
    const evil = '<img src=x>';
    const [paragraph] = show([
      'p',
      { class: evil, hidden: true, title: undefined, inert: false },
      evil,
    ]) as HTMLElement[];
    expect(paragraph!.textContent).to.equal(evil);
    expect(paragraph!.className).to.equal(evil);
    expect(paragraph!.getAttributeNames()).to.deep.equal(['class', 'hidden']);
    expect(box.querySelector('img')).to.equal(null);
  });

  it('keeps the nodes that still fit, and changes what is new about them', () => {
    const before = show(['p', { class: 'a', hidden: true }, 'one'], field('phone', '1'));
    const after = show(['p', { class: 'b', hidden: false }, 'two'], field('phone', '2'));
    expect(after).to.deep.equal(before);
    expect(box.innerHTML).to.equal('<p class="b">two</p><input name="phone">');
    expect((after[1] as HTMLInputElement).value).to.equal('2');
  });

  it('never makes one field out of another', () => {
    const [phone] = show(field('phone', '1'));
    const [email] = show(field('email'));
    expect(email).not.to.equal(phone);
    expect(phone!.isConnected || phone!.parentNode).to.equal(null);
    expect((email as HTMLInputElement).value).to.equal('');
  });

  it('leaves out what is none, and takes away what is gone', () => {
    show('one', false, ['b', {}], undefined, 'two');
    expect(box.innerHTML).to.equal('one<b></b>two');
    show(['b', {}]);
    expect(box.innerHTML).to.equal('<b></b>');
    show();
    expect(box.childNodes).to.have.length(0);
  });

  it('takes over what a server has drawn', () => {
    box.innerHTML = '<p class="a">one</p><i>old</i>';
    const before = [...box.childNodes];
    expect(show(['p', { class: 'a' }, 'one'])).to.deep.equal([before[0]]);
  });

  it('touches nothing that others put there, and stands before it', () => {
    show();
    const other = document.createElement('em');
    box.append(other);
    expect(show('one', ['b', {}]).at(-1)).to.equal(other);
    show();
    expect([...box.childNodes]).to.deep.equal([other]);
  });

  it('writes a value only where it is another one, so that a caret stays', () => {
    document.body.append(box);
    const [input] = show(field('phone', '123')) as HTMLInputElement[];
    input!.setSelectionRange(1, 1);
    show(field('phone', '123'));
    expect(input!.selectionStart).to.equal(1);
    box.remove();
  });

  it('says what is new where a browser has translated what was old', () => {
    const [text] = show('Try again.');
    const translated = document.createElement('font');
    translated.textContent = 'Noch einmal.';
    text!.replaceWith(translated);
    show('Start again.');
    expect(box.innerHTML).to.equal('Start again.');
  });

  it('leaves a browser’s translation where nothing is new, and what stands beside it', () => {
    const [text, button] = show('Wrong number? ', ['button', {}, 'Change it']);
    const translated = document.createElement('font');
    translated.textContent = 'Falsche Nummer? ';
    text!.replaceWith(translated);
    show('Wrong number? ', ['button', {}, 'Change it']);
    expect([...box.childNodes]).to.deep.equal([translated, button]);
  });
});
