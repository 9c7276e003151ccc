// Every probe, in the order in which they run. Probes that block or delete something are the last.

import type { Probe } from './probe.js';
import { brandName } from './probes/brand-name.js';
import { channelChange } from './probes/channels.js';
import { deletion } from './probes/deletion.js';
import { firstCreation } from './probes/first-creation.js';
import { firstTokens } from './probes/first-tokens.js';
import { emailSenderName, messagingWithoutOrigination } from './probes/message-senders.js';
import { metricsArrive } from './probes/metrics.js';
import { passwordFirst } from './probes/password-first.js';
import { permissions } from './probes/permissions.js';
import { foreignSmsRegion, litePlan } from './probes/pool-limits.js';
import { rotationFinishes, rotationInSignIn } from './probes/secret-rotation.js';
import { clientMetadata, sessionReuse } from './probes/sessions.js';
import { signUpByPhone } from './probes/sign-up.js';
import { threatProtection } from './probes/threat-protection.js';
import { unknownUser, unknownUsername } from './probes/unknown-user.js';
import { wafLimitsStarts } from './probes/waf.js';

/** All probes, in the order in which they run. */
export const PROBES: readonly Probe[] = [
  firstCreation,
  permissions,
  signUpByPhone,
  unknownUser,
  unknownUsername,
  sessionReuse,
  clientMetadata,
  metricsArrive,
  passwordFirst,
  firstTokens,
  emailSenderName,
  messagingWithoutOrigination,
  rotationInSignIn,
  rotationFinishes,
  litePlan,
  foreignSmsRegion,
  brandName,
  channelChange,
  threatProtection,
  wafLimitsStarts,
  deletion,
];
