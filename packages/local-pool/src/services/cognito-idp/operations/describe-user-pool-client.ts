import type { ClientDefinition, Settings } from '../../../model/pool-definition.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { type AdminOperation, findClientOfPool } from '../request/operation.js';

/** What DescribeUserPoolClient returns of settings that are not set. */
const DEFAULTS: Settings = {
  RefreshTokenValidity: 30,
  TokenValidityUnits: {},
  AllowedOAuthFlowsUserPoolClient: false,
  EnableTokenRevocation: true,
  EnablePropagateAdditionalUserContextData: false,
  AuthSessionValidity: 3,
};

/** The app client as the API returns it. */
export const describeClient = ({ definition, modifiedAt }: UserPool, client: ClientDefinition): object => ({
  ...DEFAULTS,
  ...client.settings,
  UserPoolId: definition.id,
  ClientId: client.id,
  ...(client.secret === undefined ? {} : { ClientSecret: client.secret }),
  CreationDate: modifiedAt.created / 1000,
  LastModifiedDate: modifiedAt.last / 1000,
});

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
export const describeUserPoolClient: AdminOperation = async (input, pool) => ({
  UserPoolClient: describeClient(pool, findClientOfPool(pool, input)),
});
