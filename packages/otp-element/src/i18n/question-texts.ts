/**
 * The texts of the questions for new users, in every language. They are loaded only by pages that ask questions, so they are
 * not part of the messages of the sign-in. Keys as in `Messages`; English is the source of every other language.
 */

/** The texts about questions for new users. */
export interface QuestionTexts {
  /** The heading of the step. */
  readonly questionsTitle: string;
  readonly questionsLead: string;
  /** About a question that is not answered; follows its label. */
  readonly questionMissing: string;
  /** About a box that is not ticked; follows its label. */
  readonly questionUnticked: string;
  /** About an answer that is not valid; follows its label. */
  readonly questionInvalid: string;
}

/** The texts by BCP 47 tag. */
export const questionTexts: Readonly<Record<string, QuestionTexts>> = {
  en: {
    questionsTitle: 'Almost done',
    questionsLead: 'Answer these questions to finish.',
    questionMissing: 'This needs an answer.',
    questionUnticked: 'Tick this to go on.',
    questionInvalid: 'Check this answer.',
  },
  ar: {
    questionsTitle: 'أوشكت على الانتهاء',
    questionsLead: 'أجب عن هذه الأسئلة لإنهاء التسجيل.',
    questionMissing: 'هذا السؤال يحتاج إلى إجابة.',
    questionUnticked: 'ضع علامة هنا للمتابعة.',
    questionInvalid: 'تحقق من هذه الإجابة.',
  },
  bg: {
    questionsTitle: 'Почти готово',
    questionsLead: 'Отговорете на тези въпроси, за да завършите.',
    questionMissing: 'Тук е нужен отговор.',
    questionUnticked: 'Отметнете това, за да продължите.',
    questionInvalid: 'Проверете този отговор.',
  },
  bn: {
    questionsTitle: 'প্রায় শেষ',
    questionsLead: 'শেষ করতে এই প্রশ্নগুলোর উত্তর দিন।',
    questionMissing: 'এখানে উত্তর দেওয়া প্রয়োজন।',
    questionUnticked: 'এগিয়ে যেতে এটিতে টিক দিন।',
    questionInvalid: 'এই উত্তরটি যাচাই করুন।',
  },
  cs: {
    questionsTitle: 'Už jen kousek',
    questionsLead: 'Dokončete registraci odpovědí na tyto otázky.',
    questionMissing: 'Tady je potřeba odpověď.',
    questionUnticked: 'Pokud chcete pokračovat, zaškrtněte toto pole.',
    questionInvalid: 'Zkontrolujte tuto odpověď.',
  },
  da: {
    questionsTitle: 'Næsten færdig',
    questionsLead: 'Besvar disse spørgsmål for at blive færdig.',
    questionMissing: 'Her mangler et svar.',
    questionUnticked: 'Sæt flueben her for at fortsætte.',
    questionInvalid: 'Kontrollér dette svar.',
  },
  de: {
    questionsTitle: 'Fast geschafft',
    questionsLead: 'Beantworten Sie zum Abschluss noch diese Fragen.',
    questionMissing: 'Hier fehlt eine Antwort.',
    questionUnticked: 'Setzen Sie hier ein Häkchen, um fortzufahren.',
    questionInvalid: 'Prüfen Sie diese Antwort.',
  },
  el: {
    questionsTitle: 'Σχεδόν έτοιμο',
    questionsLead: 'Απαντήστε σε αυτές τις ερωτήσεις για να ολοκληρώσετε.',
    questionMissing: 'Εδώ χρειάζεται απάντηση.',
    questionUnticked: 'Επιλέξτε αυτό το πλαίσιο για να συνεχίσετε.',
    questionInvalid: 'Ελέγξτε αυτή την απάντηση.',
  },
  es: {
    questionsTitle: 'Casi hemos terminado',
    questionsLead: 'Responde a estas preguntas para terminar.',
    questionMissing: 'Aquí falta una respuesta.',
    questionUnticked: 'Marca esta casilla para continuar.',
    questionInvalid: 'Revisa esta respuesta.',
  },
  et: {
    questionsTitle: 'Peaaegu valmis',
    questionsLead: 'Lõpetamiseks vastake neile küsimustele.',
    questionMissing: 'Siin on vaja vastust.',
    questionUnticked: 'Jätkamiseks märkige see ruut.',
    questionInvalid: 'Kontrollige seda vastust.',
  },
  fa: {
    questionsTitle: 'تقریباً تمام شد',
    questionsLead: 'برای پایان کار به این پرسش‌ها پاسخ دهید.',
    questionMissing: 'این پرسش به پاسخ نیاز دارد.',
    questionUnticked: 'برای ادامه این گزینه را علامت بزنید.',
    questionInvalid: 'این پاسخ را بررسی کنید.',
  },
  fi: {
    questionsTitle: 'Melkein valmista',
    questionsLead: 'Vastaa vielä näihin kysymyksiin.',
    questionMissing: 'Tähän tarvitaan vastaus.',
    questionUnticked: 'Jatka merkitsemällä tämä ruutu.',
    questionInvalid: 'Tarkista tämä vastaus.',
  },
  fr: {
    questionsTitle: 'C’est presque terminé',
    questionsLead: 'Répondez à ces questions pour terminer.',
    questionMissing: 'Une réponse est nécessaire ici.',
    questionUnticked: 'Cochez cette case pour continuer.',
    questionInvalid: 'Vérifiez cette réponse.',
  },
  he: {
    questionsTitle: 'כמעט סיימנו',
    questionsLead: 'יש לענות על השאלות האלה כדי לסיים.',
    questionMissing: 'כאן נדרשת תשובה.',
    questionUnticked: 'יש לסמן את התיבה הזאת כדי להמשיך.',
    questionInvalid: 'יש לבדוק את התשובה הזאת.',
  },
  hi: {
    questionsTitle: 'बस थोड़ा और',
    questionsLead: 'पूरा करने के लिए इन सवालों के जवाब दें।',
    questionMissing: 'यहाँ जवाब देना ज़रूरी है।',
    questionUnticked: 'आगे बढ़ने के लिए इस पर सही का निशान लगाएँ।',
    questionInvalid: 'इस जवाब को जाँचें।',
  },
  hr: {
    questionsTitle: 'Još samo malo',
    questionsLead: 'Odgovorite na ova pitanja za kraj.',
    questionMissing: 'Ovdje je potreban odgovor.',
    questionUnticked: 'Označite ovo za nastavak.',
    questionInvalid: 'Provjerite ovaj odgovor.',
  },
  hu: {
    questionsTitle: 'Majdnem kész',
    questionsLead: 'A befejezéshez válaszoljon ezekre a kérdésekre.',
    questionMissing: 'Itt válaszra van szükség.',
    questionUnticked: 'A folytatáshoz jelölje be ezt.',
    questionInvalid: 'Ellenőrizze ezt a választ.',
  },
  id: {
    questionsTitle: 'Hampir selesai',
    questionsLead: 'Jawab pertanyaan ini untuk menyelesaikan.',
    questionMissing: 'Ini perlu dijawab.',
    questionUnticked: 'Centang ini untuk melanjutkan.',
    questionInvalid: 'Periksa jawaban ini.',
  },
  it: {
    questionsTitle: 'Ci siamo quasi',
    questionsLead: 'Rispondi a queste domande per finire.',
    questionMissing: 'Qui serve una risposta.',
    questionUnticked: 'Seleziona questa casella per continuare.',
    questionInvalid: 'Controlla questa risposta.',
  },
  ja: {
    questionsTitle: 'あと少しで完了です',
    questionsLead: '最後に次の質問にお答えください。',
    questionMissing: '回答が必要です。',
    questionUnticked: '続けるにはチェックを入れてください。',
    questionInvalid: 'この回答を確認してください。',
  },
  ko: {
    questionsTitle: '거의 다 되었습니다',
    questionsLead: '마치려면 다음 질문에 답해 주세요.',
    questionMissing: '답변이 필요합니다.',
    questionUnticked: '계속하려면 선택해 주세요.',
    questionInvalid: '이 답변을 확인해 주세요.',
  },
  lt: {
    questionsTitle: 'Beveik baigta',
    questionsLead: 'Norėdami baigti, atsakykite į šiuos klausimus.',
    questionMissing: 'Čia reikia atsakymo.',
    questionUnticked: 'Norėdami tęsti, pažymėkite šį langelį.',
    questionInvalid: 'Patikrinkite šį atsakymą.',
  },
  lv: {
    questionsTitle: 'Gandrīz gatavs',
    questionsLead: 'Lai pabeigtu, atbildiet uz šiem jautājumiem.',
    questionMissing: 'Šeit ir vajadzīga atbilde.',
    questionUnticked: 'Lai turpinātu, atzīmējiet šo izvēles rūtiņu.',
    questionInvalid: 'Pārbaudiet šo atbildi.',
  },
  ms: {
    questionsTitle: 'Hampir selesai',
    questionsLead: 'Jawab soalan ini untuk selesai.',
    questionMissing: 'Ini perlu dijawab.',
    questionUnticked: 'Tandakan ini untuk meneruskan.',
    questionInvalid: 'Semak jawapan ini.',
  },
  nb: {
    questionsTitle: 'Nesten ferdig',
    questionsLead: 'Svar på disse spørsmålene for å bli ferdig.',
    questionMissing: 'Her mangler det et svar.',
    questionUnticked: 'Kryss av her for å fortsette.',
    questionInvalid: 'Kontroller dette svaret.',
  },
  nl: {
    questionsTitle: 'Bijna klaar',
    questionsLead: 'Beantwoord deze vragen om af te ronden.',
    questionMissing: 'Hier ontbreekt een antwoord.',
    questionUnticked: 'Vink dit aan om verder te gaan.',
    questionInvalid: 'Controleer dit antwoord.',
  },
  pl: {
    questionsTitle: 'Prawie gotowe',
    questionsLead: 'Odpowiedz na te pytania, aby zakończyć.',
    questionMissing: 'Tutaj potrzebna jest odpowiedź.',
    questionUnticked: 'Zaznacz to pole, aby przejść dalej.',
    questionInvalid: 'Sprawdź tę odpowiedź.',
  },
  pt: {
    questionsTitle: 'Quase terminado',
    questionsLead: 'Responda a estas perguntas para terminar.',
    questionMissing: 'Falta aqui uma resposta.',
    questionUnticked: 'Assinale esta caixa para continuar.',
    questionInvalid: 'Verifique esta resposta.',
  },
  'pt-BR': {
    questionsTitle: 'Quase lá',
    questionsLead: 'Responda a estas perguntas para concluir.',
    questionMissing: 'Falta uma resposta aqui.',
    questionUnticked: 'Marque esta caixa para continuar.',
    questionInvalid: 'Confira esta resposta.',
  },
  ro: {
    questionsTitle: 'Aproape gata',
    questionsLead: 'Răspundeți la aceste întrebări pentru a încheia.',
    questionMissing: 'Aici este nevoie de un răspuns.',
    questionUnticked: 'Bifați aici pentru a continua.',
    questionInvalid: 'Verificați acest răspuns.',
  },
  ru: {
    questionsTitle: 'Почти готово',
    questionsLead: 'Чтобы закончить, ответьте на эти вопросы.',
    questionMissing: 'Здесь нужен ответ.',
    questionUnticked: 'Чтобы продолжить, поставьте здесь галочку.',
    questionInvalid: 'Проверьте этот ответ.',
  },
  sk: {
    questionsTitle: 'Už len kúsok',
    questionsLead: 'Na dokončenie odpovedzte na tieto otázky.',
    questionMissing: 'Tu je potrebná odpoveď.',
    questionUnticked: 'Ak chcete pokračovať, zaškrtnite toto pole.',
    questionInvalid: 'Skontrolujte túto odpoveď.',
  },
  sl: {
    questionsTitle: 'Skoraj končano',
    questionsLead: 'Za konec odgovorite na ta vprašanja.',
    questionMissing: 'Tukaj je potreben odgovor.',
    questionUnticked: 'Za nadaljevanje označite to polje.',
    questionInvalid: 'Preverite ta odgovor.',
  },
  sv: {
    questionsTitle: 'Nästan klart',
    questionsLead: 'Svara på de här frågorna för att bli klar.',
    questionMissing: 'Här saknas ett svar.',
    questionUnticked: 'Kryssa i här för att fortsätta.',
    questionInvalid: 'Kontrollera det här svaret.',
  },
  sw: {
    questionsTitle: 'Karibu kumaliza',
    questionsLead: 'Jibu maswali haya ili kumaliza.',
    questionMissing: 'Hapa panahitaji jibu.',
    questionUnticked: 'Weka alama hapa ili kuendelea.',
    questionInvalid: 'Kagua jibu hili.',
  },
  th: {
    questionsTitle: 'ใกล้เสร็จแล้ว',
    questionsLead: 'ตอบคำถามเหล่านี้เพื่อดำเนินการให้เสร็จ',
    questionMissing: 'ต้องตอบคำถามนี้',
    questionUnticked: 'ทำเครื่องหมายที่นี่เพื่อดำเนินการต่อ',
    questionInvalid: 'ตรวจสอบคำตอบนี้',
  },
  tr: {
    questionsTitle: 'Neredeyse bitti',
    questionsLead: 'Tamamlamak için bu soruları yanıtlayın.',
    questionMissing: 'Burada yanıt gerekiyor.',
    questionUnticked: 'Devam etmek için bunu işaretleyin.',
    questionInvalid: 'Bu yanıtı kontrol edin.',
  },
  uk: {
    questionsTitle: 'Майже готово',
    questionsLead: 'Щоб завершити, дайте відповідь на ці запитання.',
    questionMissing: 'Тут потрібна відповідь.',
    questionUnticked: 'Щоб продовжити, поставте тут позначку.',
    questionInvalid: 'Перевірте цю відповідь.',
  },
  ur: {
    questionsTitle: 'تقریباً مکمل',
    questionsLead: 'مکمل کرنے کے لیے ان سوالوں کے جواب دیں۔',
    questionMissing: 'یہاں جواب ضروری ہے۔',
    questionUnticked: 'آگے بڑھنے کے لیے اس پر نشان لگائیں۔',
    questionInvalid: 'اس جواب کو دیکھ لیں۔',
  },
  vi: {
    questionsTitle: 'Sắp xong rồi',
    questionsLead: 'Hãy trả lời các câu hỏi này để hoàn tất.',
    questionMissing: 'Cần có câu trả lời ở đây.',
    questionUnticked: 'Đánh dấu vào đây để tiếp tục.',
    questionInvalid: 'Hãy kiểm tra câu trả lời này.',
  },
  zh: {
    questionsTitle: '即将完成',
    questionsLead: '回答以下问题即可完成。',
    questionMissing: '此项需要回答。',
    questionUnticked: '请勾选此项以继续。',
    questionInvalid: '请检查这个回答。',
  },
  'zh-TW': {
    questionsTitle: '即將完成',
    questionsLead: '回答以下問題即可完成。',
    questionMissing: '此項需要回答。',
    questionUnticked: '請勾選此項以繼續。',
    questionInvalid: '請檢查這個回答。',
  },
};
