/** What the models of several steps have in common. */
import type { OtpState } from '@cognito-otp/client';
import { fieldOfError } from './error-field.js';
import type { ModelSource } from './model-source.js';
import type { PhoneField } from './phone-field.js';

/** Where the code was sent: the number or address as typed, or as the server masked it if it is another one. */
export function destination(state: OtpState, phone: PhoneField): string {
  if (!('delivery' in state)) return '';
  const { identifier, delivery } = state;
  if (identifier && 'phone' in identifier && delivery.channel === 'sms') return phone.format(identifier.phone);
  if (identifier && 'email' in identifier && delivery.channel === 'email') return identifier.email;
  return delivery.destination;
}

/** The field that the error shown is about. */
export const invalidField = ({ commands, state, errorText }: ModelSource) =>
  errorText ? fieldOfError(commands.problem?.code ?? state.error?.code) : undefined;
