import './demo-phone.js';
import { nativeName, tags } from './languages.js';

/** The gallery's toolbar: sets the theme and language of the page, to show how an example follows them. */
const root = document.documentElement;
const keys = { theme: 'gallery-theme', lang: 'gallery-lang' } as const;

function choice(name: keyof typeof keys, apply: (value: string) => void) {
  const select = document.querySelector<HTMLSelectElement>(`select[name="${name}"]`);
  if (!select) return;
  select.value = sessionStorage.getItem(keys[name]) ?? (name === 'lang' ? root.lang : select.value);
  apply(select.value);
  select.addEventListener('change', () => {
    sessionStorage.setItem(keys[name], select.value);
    apply(select.value);
  });
}

document.querySelector('select[name="lang"]')?.replaceChildren(...tags.map((tag) => new Option(nativeName(tag), tag)));
choice('theme', (theme) => {
  root.dataset['theme'] = theme;
});
choice('lang', (lang) => {
  root.lang = lang;
});
