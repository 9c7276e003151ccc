import type { Texts } from './texts.js';

/** Portuguese (`pt`). */
export const pt: Texts = {
  sms: 'Codigo de acesso a {brand}: {code}. Nunca o partilhe com ninguém.',
  subject: '{code} é o seu código de acesso a {brand}',
  heading: 'O seu código de acesso',
  intro: 'Introduza este código para iniciar sessão em {brand}:',
  lifetime: {
    one: 'É válido durante {minutes} minuto.',
    many: 'É válido durante {minutes} minutos.',
    other: 'É válido durante {minutes} minutos.',
  },
  warning: 'Nunca partilhe este código. {brand} não lho pedirá. Se não o pediu, ignore esta mensagem.',
};
