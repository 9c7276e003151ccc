import type { Texts } from './texts.js';

/** Swahili (`sw`). */
export const sw: Texts = {
  sms: '{code} ni msimbo wako wa kuingia {brand}. Usimpe mtu yeyote.',
  subject: '{code} ni msimbo wako wa kuingia {brand}',
  heading: 'Msimbo wako wa kuingia',
  intro: 'Andika msimbo huu ili kuingia {brand}:',
  lifetime: { one: 'Unafanya kazi kwa dakika {minutes}.', other: 'Unafanya kazi kwa dakika {minutes}.' },
  warning: 'Usimpe mtu yeyote msimbo huu. {brand} haitakuuliza. Ikiwa hukuuomba, puuza ujumbe huu.',
};
