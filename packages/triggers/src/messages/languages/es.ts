import type { Texts } from './texts.js';

/** Spanish (`es`). */
export const es: Texts = {
  sms: 'Codigo de acceso a {brand}: {code}. No lo compartas con nadie.',
  subject: '{code} es tu código de acceso a {brand}',
  heading: 'Tu código de acceso',
  intro: 'Escribe este código para iniciar sesión en {brand}:',
  lifetime: {
    one: 'Es válido durante {minutes} minuto.',
    many: 'Es válido durante {minutes} minutos.',
    other: 'Es válido durante {minutes} minutos.',
  },
  warning:
    'No compartas nunca este código con nadie. {brand} no te lo pedirá. Si no lo has solicitado, ignora este mensaje.',
};
