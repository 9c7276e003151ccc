import type { Texts } from './texts.js';

/** Slovenian (`sl`). */
export const sl: Texts = {
  sms: '{code} je vasa koda za prijavo v {brand}. Nikomur je ne zaupajte.',
  subject: '{code} je vaša koda za prijavo v {brand}',
  heading: 'Vaša koda za prijavo',
  intro: 'Za prijavo v {brand} vnesite to kodo:',
  lifetime: {
    one: 'Koda velja {minutes} minuto.',
    two: 'Koda velja {minutes} minuti.',
    few: 'Koda velja {minutes} minute.',
    other: 'Koda velja {minutes} minut.',
  },
  warning:
    'Te kode ne zaupajte nikomur. {brand} vas zanjo ne bo vprašal. Če je niste zahtevali, prezrite to sporočilo.',
};
