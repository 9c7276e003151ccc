/** Code that must not compile: the type check fails if one of these lines has no error. */
import type {} from '@cognito-otp/element/react-19';

export const refused = () => (
  <>
    {/* @ts-expect-error: unknown theme. */}
    <cognito-otp-login theme="purple" />
    {/* @ts-expect-error: not one of the three values. */}
    <cognito-otp-login sign-up="maybe" />
    {/* @ts-expect-error: a boolean attribute takes no string. */}
    <cognito-otp-login light-dom="yes" />
    {/* @ts-expect-error: the event has no token. */}
    <cognito-otp-login oncognito-otp-success={(event) => event.detail.accessToken} />
    {/* @ts-expect-error: a message text must be a string. */}
    <cognito-otp-login messages={{ title: 1 }} />
  </>
);
