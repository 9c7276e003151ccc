import type { Texts } from './texts.js';

/** Ukrainian (`uk`). */
export const uk: Texts = {
  sms: '{code} — код для входу в {brand}. Нікому його не повідомляйте.',
  subject: '{code} — код для входу в {brand}',
  heading: 'Код для входу',
  intro: 'Введіть цей код, щоб увійти в {brand}:',
  lifetime: {
    one: 'Код діє {minutes} хвилину.',
    few: 'Код діє {minutes} хвилини.',
    many: 'Код діє {minutes} хвилин.',
    other: 'Код діє {minutes} хвилини.',
  },
  warning:
    'Нікому не повідомляйте цей код. {brand} його не запитає. Якщо ви його не запитували, не зважайте на це повідомлення.',
};
