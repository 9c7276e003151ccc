import type { Texts } from './texts.js';

/** Bulgarian (`bg`). */
export const bg: Texts = {
  sms: '{code} е кодът Ви за вход в {brand}. Не го споделяйте с никого.',
  subject: '{code} е Вашият код за вход в {brand}',
  heading: 'Вашият код за вход',
  intro: 'Въведете този код, за да влезете в {brand}:',
  lifetime: { one: 'Кодът е валиден {minutes} минута.', other: 'Кодът е валиден {minutes} минути.' },
  warning:
    'Никога не споделяйте този код. {brand} няма да Ви го поиска. Ако не сте го заявили, не обръщайте внимание на това съобщение.',
};
