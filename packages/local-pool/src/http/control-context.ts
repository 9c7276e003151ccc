import type { Activity } from '../control/activity.js';
import type { Changes } from '../control/changes.js';
import type { Faults } from '../control/faults.js';
import type { Logs } from '../control/logs.js';
import type { Outbox } from '../control/outbox.js';
import type { StackPermissions } from '../iam/permissions.js';
import type { Clock } from '../model/clock.js';
import type { UserPool } from '../model/user-pool/user-pool.js';
import type { Rotation } from '../services/secrets-manager/rotation.js';

/** The dependencies of the control API. */
export interface ControlContext {
  readonly activity: Activity;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly logs: Logs;
  readonly outbox: Outbox;
  readonly permissions: StackPermissions;
  readonly rotation: Rotation;
  readonly pools: readonly UserPool[];
  /** The response of `GET /`. */
  readonly ready: object;
}
