import type { Texts } from './texts.js';

/** Latvian (`lv`). */
export const lv: Texts = {
  sms: '{code} ir jusu {brand} pieteiksanas kods. Neizpaudiet to nevienam.',
  subject: '{code} ir jūsu {brand} pieteikšanās kods',
  heading: 'Jūsu pieteikšanās kods',
  intro: 'Ievadiet šo kodu, lai pieteiktos {brand}:',
  lifetime: {
    zero: 'Kods ir derīgs {minutes} minūtes.',
    one: 'Kods ir derīgs {minutes} minūti.',
    other: 'Kods ir derīgs {minutes} minūtes.',
  },
  warning: 'Nekad neizpaudiet šo kodu. {brand} to neprasīs. Ja to nepieprasījāt, neņemiet vērā šo ziņojumu.',
};
