import type { Texts } from './texts.js';

/** Korean (`ko`). */
export const ko: Texts = {
  sms: '{brand} 로그인 코드는 {code}입니다. 누구에게도 알려주지 마세요.',
  subject: '{brand} 로그인 코드: {code}',
  heading: '로그인 코드',
  intro: '{brand}에 로그인하려면 이 코드를 입력하세요.',
  lifetime: { other: '{minutes}분 동안 사용할 수 있습니다.' },
  warning:
    '이 코드를 누구에게도 알려주지 마세요. {brand}에서는 코드를 묻지 않습니다. 요청하지 않았다면 이 메시지를 무시하세요.',
};
