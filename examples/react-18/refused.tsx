/** Code that must not compile: the type check fails if one of these lines has no error. */
import { OtpLogin, OtpLogout } from '@cognito-otp/element/react';
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
    {/* @ts-expect-error: unknown theme. */}
    <OtpLogin theme="purple" />
    {/* @ts-expect-error: the event has no token. */}
    <OtpLogin onSuccess={(event) => event.detail.accessToken} />
    {/* @ts-expect-error: a message text must be a string. */}
    <OtpLogin messages={{ title: 1 }} />
    {/* @ts-expect-error: the step is read-only. */}
    <OtpLogin step="code" />
    {/* @ts-expect-error: the companion has no such event. */}
    <OtpLogout onReady={() => undefined} />
  </>
);
