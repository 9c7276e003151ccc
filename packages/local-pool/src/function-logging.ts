// Stores the log entries of functions, if their roles allow it.

import type { Logs } from './control/logs.js';
import type { StackPermissions } from './iam/permissions.js';
import type { LambdaOptions } from './lambda/lambda-service.js';
import { regionalArn } from './model/arn.js';
import type { FunctionDefinition } from './model/function-definition.js';

/**
 * Stores a function's log entries if its role may write them. Otherwise they are lost, as on AWS, and the developer gets
 * one notice. The permission is checked at each invocation too, because Lambda itself writes entries around every event.
 */
export function functionLogging(
  permissions: StackPermissions,
  region: string,
  logs: Logs,
  log: (line: string) => void,
): Pick<LambdaOptions, 'onInvoke' | 'onLine'> {
  const reported = new Set<string>();
  const mayWrite = ({ logicalId, logGroup }: FunctionDefinition): boolean => {
    const stream = regionalArn('logs', region, `log-group:${logGroup}:log-stream:local`);
    const isAllowed = ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) =>
      permissions.allows(logicalId, { action, resources: [stream] }),
    );
    if (!isAllowed && !reported.has(logicalId)) {
      reported.add(logicalId);
      log(
        `The role of ${logicalId} doesn't allow it to write log entries: they are lost, as on AWS. Attach AWSLambdaBasicExecutionRole.`,
      );
    }
    return isAllowed;
  };
  return {
    onInvoke: mayWrite,
    onLine: (definition, requestId, line) => {
      if (mayWrite(definition)) logs.add(definition.logicalId, requestId, line);
    },
  };
}
