/** What must not compile: each line is an error, or the type check says so. */
import type {} from '@cognito-otp/element/solid';

export const refused = () => (
  <>
    {/* @ts-expect-error: there is no such theme. */}
    <cognito-otp-login theme="purple" />
    {/* @ts-expect-error: the switch has three positions. */}
    <cognito-otp-login sign-up="maybe" />
    {/* @ts-expect-error: there is nothing but to be there or not. */}
    <cognito-otp-login light-dom="yes" />
    {/* @ts-expect-error: the event holds no token. */}
    <cognito-otp-login on:cognito-otp-success={(event) => event.detail.accessToken} />
    {/* @ts-expect-error: texts are texts. */}
    <cognito-otp-login prop:messages={{ title: 1 }} />
  </>
);
