// Which resources refer to each other.

import { TemplateError } from '../model/errors.js';
import type { Resource } from './resources.js';
import { unlessUnsupported } from './unsupported.js';

/**
 * Selects resources that can be resolved, and those that a function refers to. Reading one of the latter throws the error
 * for which it cannot be resolved.
 *
 * @param users the functions that run here
 */
export function isNeededOrResolvable(users: readonly Resource[]): (resource: Resource) => boolean {
  const needed = new Set(
    users.flatMap((user) => user.references().map(({ logicalId }) => `${user.stackName}.${logicalId}`)),
  );
  return (resource) =>
    needed.has(`${resource.stackName}.${resource.logicalId}`) ||
    !(unlessUnsupported(() => [resource.identity, resource.resolveAll()]) instanceof TemplateError);
}

/**
 * Refuses resources that depend on each other in a circle, which CloudFormation cannot create.
 * https://repost.aws/knowledge-center/cloudformation-circular-dependency-error
 *
 * @throws TemplateError at a reference that closes a circle
 */
export function refuseCircles(resources: readonly Resource[]): void {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const done = new Set<string>();
  const visit = (resource: Resource, path: readonly string[]): void => {
    for (const { logicalId, position } of resource.references()) {
      const next = byId.get(logicalId);
      const start = path.indexOf(logicalId);
      if (start >= 0) {
        const circle = [...path.slice(start), logicalId].join(' → ');
        throw new TemplateError(
          position,
          `a circular reference (${circle})`,
          'resources that do not depend on themselves',
        );
      }
      if (next !== undefined && !done.has(logicalId)) visit(next, [...path, logicalId]);
    }
    done.add(resource.logicalId);
  };
  for (const resource of resources) {
    if (!done.has(resource.logicalId)) visit(resource, [resource.logicalId]);
  }
}
