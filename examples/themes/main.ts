import { chips } from '../shared/chips.js';

/** Each theme's file as text, to apply to the form and to show for copying. */
const files = import.meta.glob<string>('./*.css', { query: '?raw', import: 'default', eager: true });
const themes = new Map(Object.entries(files).map(([path, css]) => [path.slice(2, -4), css]));
const order = ['calm', 'material', 'brutalist', 'soft', 'government'];

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

chips(document.querySelector('.chips')!, {
  name: 'form-theme',
  choices: order.map((name) => ({ value: name, text: name[0]!.toUpperCase() + name.slice(1) })),
  choose: (name) => {
    const css = themes.get(name) ?? '';
    sheet.replaceSync(css);
    document.querySelector('#css')!.textContent = css;
  },
});
