// Deletes a stack of this run, and the resources that its deletion retains: docs/operations.md, Deletion.

import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import {
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DeleteTableCommand, DescribeTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { type Aws, errorName } from './clients.js';
import { settledStatus } from './update-stack.js';

type Sleep = (ms: number) => Promise<void>;

/** Deletes a stack and returns its last status; `DELETE_COMPLETE` if it is gone. */
export async function deleteStack(aws: Aws, name: string, sleep: Sleep): Promise<string> {
  await aws.cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  return settledStatus(aws, name, sleep);
}

/** Whether a user pool exists. */
export const poolExists = (aws: Aws, UserPoolId: string): Promise<boolean> =>
  exists(aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId })));

/** Whether a table exists. */
export const tableExists = (aws: Aws, TableName: string): Promise<boolean> =>
  exists(aws.dynamoDb.send(new DescribeTableCommand({ TableName })));

/** Deletes a user pool with deletion protection. */
export async function deletePool(aws: Aws, UserPoolId: string): Promise<void> {
  await aws.cognito.send(new UpdateUserPoolCommand({ UserPoolId, DeletionProtection: 'INACTIVE' }));
  await aws.cognito.send(new DeleteUserPoolCommand({ UserPoolId }));
}

/** Deletes a table with deletion protection. */
export async function deleteTable(aws: Aws, TableName: string, sleep: Sleep): Promise<void> {
  await aws.dynamoDb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  for (let tries = 0; tries < 30; tries += 1) {
    const { Table } = await aws.dynamoDb.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') break;
    await sleep(2000);
  }
  await aws.dynamoDb.send(new DeleteTableCommand({ TableName }));
}

async function exists(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (errorName(error) === 'ResourceNotFoundException') return false;
    throw error;
  }
}
