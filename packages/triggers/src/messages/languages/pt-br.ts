import type { Texts } from './texts.js';

/** Portuguese (Brazil) (`pt-BR`). */
export const ptBR: Texts = {
  sms: 'Codigo de acesso a {brand}: {code}. Nunca compartilhe.',
  subject: '{code} é seu código de acesso a {brand}',
  heading: 'Seu código de acesso',
  intro: 'Digite este código para entrar em {brand}:',
  lifetime: {
    one: 'Ele vale por {minutes} minuto.',
    many: 'Ele vale por {minutes} minutos.',
    other: 'Ele vale por {minutes} minutos.',
  },
  warning: 'Nunca compartilhe este código. {brand} não vai pedi-lo. Se você não o solicitou, ignore esta mensagem.',
};
