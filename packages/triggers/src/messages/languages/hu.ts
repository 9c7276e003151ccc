import type { Texts } from './texts.js';

/** Hungarian (`hu`). */
export const hu: Texts = {
  sms: '{code} a belépési kodja ehhez: {brand}. Ne adja meg senkinek.',
  subject: '{code} az Ön belépési kódja ehhez: {brand}',
  heading: 'Az Ön belépési kódja',
  intro: 'Írja be ezt a kódot a belépéshez ({brand}):',
  lifetime: { one: '{minutes} percig érvényes.', other: '{minutes} percig érvényes.' },
  warning:
    'Soha ne adja meg ezt a kódot senkinek. A(z) {brand} nem fogja kérni. Ha nem Ön kérte, hagyja figyelmen kívül ezt az üzenetet.',
};
