/**
 * How many segments an SMS takes. Carriers bill each: https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-mps.html
 */

/** The basic characters of GSM 03.38; each takes one septet. */
const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** The characters of its extension table; each takes two septets. */
const GSM_EXTENDED = new Set('\f^{}\\[~]|€');

/**
 * The capacity of a message of one segment, and of each of several segments, whose headers take
 * space: in septets, or UTF-16 units.
 */
const GSM_CAPACITY = { single: 160, joined: 153 };
const UCS2_CAPACITY = { single: 70, joined: 67 };

/** Returns how many segments a text is sent in: at least 1. A character is never divided between two. */
export function smsSegments(text: string): number {
  const characters = [...text];
  const isGsm = characters.every((character) => GSM_BASIC.has(character) || GSM_EXTENDED.has(character));
  const sizes = characters.map((character) => {
    if (!isGsm) return character.length;
    return GSM_EXTENDED.has(character) ? 2 : 1;
  });
  const { single, joined } = isGsm ? GSM_CAPACITY : UCS2_CAPACITY;
  if (sizes.reduce((sum, size) => sum + size, 0) <= single) return 1;
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > joined) {
      segments++;
      used = 0;
    }
    used += size;
  }
  return segments;
}
