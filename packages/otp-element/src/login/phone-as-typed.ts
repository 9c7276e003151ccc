/** Formatting of numbers while they are typed, for pages with `format="as-you-type"`. */
export { formatAsTyped } from '@cognito-otp/client/phone-as-typed';
