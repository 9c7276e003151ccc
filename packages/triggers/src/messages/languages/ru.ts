import type { Texts } from './texts.js';

/** Russian (`ru`). */
export const ru: Texts = {
  sms: '{code} — код для входа в {brand}. Никому его не сообщайте.',
  subject: '{code} — код для входа в {brand}',
  heading: 'Код для входа',
  intro: 'Введите этот код, чтобы войти в {brand}:',
  lifetime: {
    one: 'Код действует {minutes} минуту.',
    few: 'Код действует {minutes} минуты.',
    many: 'Код действует {minutes} минут.',
    other: 'Код действует {minutes} минуты.',
  },
  warning:
    'Никому не сообщайте этот код. {brand} его не спросит. Если вы его не запрашивали, не обращайте внимания на это сообщение.',
};
