/**
 * Which refusals of AWS End User Messaging are permanent, and which of them concern the recipient.
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_ConflictException.html
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_ValidationException.html
 */
import type { ConflictExceptionReason, ValidationExceptionReason } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { PermanentRefusals } from './send-outcome.js';

type RefusalReason = ConflictExceptionReason | ValidationExceptionReason | 'ResourceNotFoundException';

/**
 * Of the recipient: opted out, blocked by the protect configuration of the account (a defense against SMS pumping), or not
 * verified in the sandbox. Another provider must not send instead.
 */
const RECIPIENT_REFUSALS = new Set<RefusalReason>([
  'DESTINATION_PHONE_NUMBER_OPTED_OUT',
  'DESTINATION_PHONE_NUMBER_NOT_VERIFIED',
  'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
  'DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE',
  'DESTINATION_COUNTRY_BLOCKED',
]);

/** Of the sender: it does not exist, is not active, or cannot send to this country or in this form. */
const SENDER_REFUSALS = new Set<RefusalReason>([
  'NO_ORIGINATION_IDENTITIES_FOUND',
  'NOTIFY_CONFIGURATION_NOT_ACTIVE',
  'NUMBER_CAPABILITIES_MISMATCH',
  'MESSAGE_TYPE_MISMATCH',
  'REGISTRATION_NOT_COMPLETE',
  'RESOURCE_NOT_ACTIVE',
  'ResourceNotFoundException',
  'RESOURCE_NOT_ACCESSIBLE',
  'CHANNEL_NOT_ENABLED',
  'COUNTRY_CODE_MISMATCH',
  'COUNTRY_NOT_ENABLED',
  'INTERNATIONAL_SENDING_NOT_SUPPORTED',
  'INVALID_ARN',
  'INVALID_IDENTITY_FOR_DESTINATION_COUNTRY',
  'INVALID_PARAMETER',
  'FIELD_VALIDATION_FAILED',
  'PRICE_OVER_THRESHOLD',
  'SENDER_ID_NOT_REGISTERED',
  'SENDER_ID_NOT_SUPPORTED',
  'SENDER_ID_REQUIRES_REGISTRATION',
]);

/** The refusals of `SendTextMessage` and `SendNotifyTextMessage`. Those in neither set (quotas, throttling, permissions) may end at any time. */
export const endUserMessagingRefusals: PermanentRefusals = {
  recipient: RECIPIENT_REFUSALS,
  sender: SENDER_REFUSALS,
};
