import { authenticateBearer, type Operation } from '../request/operation.js';
import { describeDevice } from '../users/user-devices.js';

/**
 * The confirmed devices of the signed-in user. The pagination token is an index.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html
 */
export const listDevices: Operation = async (input, context) => {
  const { user } = await authenticateBearer(context, input);
  const limit = input.number('Limit') ?? 60;
  const start = Number(input.optionalText('PaginationToken') ?? 0);
  const devices = Object.values(user.devices).filter(({ verifier }) => verifier !== null);
  return {
    Devices: devices.slice(start, start + limit).map(describeDevice),
    ...(start + limit < devices.length ? { PaginationToken: String(start + limit) } : {}),
  };
};
