/** Code that must not compile: the type check fails if one of these lines has no error. */
import type {} from '@cognito-otp/element/react-18';

export const refused = () => (
  <>
    {/* @ts-expect-error: unknown theme. */}
    <cognito-otp-login theme="purple" />
    {/* @ts-expect-error: not one of the three values. */}
    <cognito-otp-login sign-up="maybe" />
    {/* @ts-expect-error: a boolean attribute takes no string. */}
    <cognito-otp-login light-dom="yes" />
    {/* @ts-expect-error: React 18 would set the attribute to the string “false”, which means true. */}
    <cognito-otp-login no-auto-submit={false} />
    {/* @ts-expect-error: React 18 would set an attribute with the object as a string. */}
    <cognito-otp-login messages={{ title: 'Hello' }} />
  </>
);
