/** Phone numbers and email addresses for tests that share a pool. */

/**
 * A British mobile number in E.164 form that no test has used yet. Numbers are scattered: many numbers from one range of
 * 1,000 would use up the budget of that range, which guards against SMS pumping. They come from 0742 only, because a part
 * of 074 belongs to the Isle of Man, which is another country.
 */
export const newPhoneNumber = (): string => `+44742${`${Math.random()}`.slice(2, 9).padEnd(7, '0')}`;

let addresses = 0;

/** An email address that no test has used yet. */
export const newEmail = (): string => `ada.${Date.now()}.${++addresses}@example.com`;
