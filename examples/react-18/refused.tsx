/** What must not compile: each line is an error, or the type check says so. */
import type {} from '@cognito-otp/element/react-18';

export const refused = () => (
  <>
    {/* @ts-expect-error: there is no such theme. */}
    <cognito-otp-login theme="purple" />
    {/* @ts-expect-error: the switch has three positions. */}
    <cognito-otp-login sign-up="maybe" />
    {/* @ts-expect-error: there is nothing but to be there or not. */}
    <cognito-otp-login light-dom="yes" />
    {/* @ts-expect-error: it would be the text “false”, and there. */}
    <cognito-otp-login no-auto-submit={false} />
    {/* @ts-expect-error: React 18 would write it as a text. */}
    <cognito-otp-login messages={{ title: 'Hello' }} />
  </>
);
