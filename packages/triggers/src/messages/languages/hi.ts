import type { Texts } from './texts.js';

/** Hindi (`hi`). */
export const hi: Texts = {
  sms: '{brand} में साइन इन कोड {code} है। इसे किसी को न बताएं।',
  subject: '{code} आपका {brand} साइन इन कोड है',
  heading: 'आपका साइन इन कोड',
  intro: '{brand} में साइन इन करने के लिए यह कोड लिखें:',
  lifetime: { one: 'यह {minutes} मिनट तक काम करेगा।', other: 'यह {minutes} मिनट तक काम करेगा।' },
  warning: 'यह कोड किसी को न बताएं। {brand} आपसे यह कभी नहीं मांगेगा। अगर आपने इसे नहीं मांगा, तो इस संदेश को अनदेखा करें।',
};
