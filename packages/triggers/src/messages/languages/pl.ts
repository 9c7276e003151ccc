import type { Texts } from './texts.js';

/** Polish (`pl`). */
export const pl: Texts = {
  sms: '{code} to Twoj kod logowania do {brand}. Nikomu go nie podawaj.',
  subject: '{code} to Twój kod logowania do {brand}',
  heading: 'Twój kod logowania',
  intro: 'Wpisz ten kod, aby zalogować się do {brand}:',
  lifetime: {
    one: 'Kod jest ważny {minutes} minutę.',
    few: 'Kod jest ważny {minutes} minuty.',
    many: 'Kod jest ważny {minutes} minut.',
    other: 'Kod jest ważny {minutes} minuty.',
  },
  warning:
    'Nigdy nikomu nie podawaj tego kodu. {brand} o niego nie zapyta. Jeśli to nie Ty o niego prosisz, zignoruj tę wiadomość.',
};
