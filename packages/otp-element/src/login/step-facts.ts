/** Values that the models of several steps use. */
import type { OtpState } from '@cognito-otp/client';
import { fieldOfError } from './error-field.js';
import type { ModelSource } from './model-source.js';
import type { PhoneField } from './phone-field.js';

/**
 * The destination of the code: the number or address as typed, or masked by the server if it is a
 * different one.
 */
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
