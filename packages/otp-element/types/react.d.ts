/** The React components, for React 18 and later. */
import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from 'react';
import type { Elements } from '../dist/types/elements.js';

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

/** The name of an event's prop: `onSignedOut` for `cognito-otp-signed-out`. */
type HandlerName<Type> = Type extends `cognito-otp-${infer Name}` ? `on${Capitalize<Camel<Name>>}` : never;

type Handlers<Events> = {
  [Type in keyof Events as HandlerName<Type>]?: ((event: Events[Type]) => void) | undefined;
};

/** Everything that the element itself defines. */
type OwnProps<Tag extends keyof Elements> = Omit<Elements[Tag]['fields'], 'step'> &
  Elements[Tag]['properties'] &
  Handlers<Elements[Tag]['events']>;

/** The props of an element's component. */
type Props<Tag extends keyof Elements> = OwnProps<Tag> &
  Omit<HTMLAttributes<Elements[Tag]['element']>, keyof OwnProps<Tag>> &
  RefAttributes<Elements[Tag]['element']>;

/** The props of {@link OtpLogin}: the element's attributes and properties by the properties' names, and its events. */
export type OtpLoginProps = Props<'cognito-otp-login'>;
/** The props of {@link OtpSession}. */
export type OtpSessionProps = Props<'cognito-otp-session'>;
/** The props of {@link OtpLogout}. */
export type OtpLogoutProps = Props<'cognito-otp-logout'>;

/** `<cognito-otp-login>`. Its `ref` is the element. On a server it prints the form, in the language of its `lang`. */
export declare const OtpLogin: ForwardRefExoticComponent<OtpLoginProps>;
/** `<cognito-otp-session>`. */
export declare const OtpSession: ForwardRefExoticComponent<OtpSessionProps>;
/** `<cognito-otp-logout>`. */
export declare const OtpLogout: ForwardRefExoticComponent<OtpLogoutProps>;
