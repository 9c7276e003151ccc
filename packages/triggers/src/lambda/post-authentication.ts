import { dynamodbStore } from '../aws/dynamodb-store.js';
import { secretsManagerKeyring } from '../aws/secrets-manager-keyring.js';
import { cognitoUserDirectory } from '../aws/user-directory.js';
import { settings } from '../config.js';
import { jsonLog } from '../log.js';
import { postAuthentication } from '../post-authentication.js';

const read = settings();
const clock = () => Date.now();

export const handler = postAuthentication({
  store: dynamodbStore(read.tableName(), clock),
  keys: secretsManagerKeyring(read.secretId(), clock),
  users: cognitoUserDirectory(),
  log: jsonLog,
});
