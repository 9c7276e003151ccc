import type { PoolDefinition, Settings } from '../../../model/pool-definition.js';
import { attributeName } from '../../../model/user-pool/attributes.js';
import type { AdminOperation } from '../request/operation.js';

/** What DescribeUserPool returns of settings that are not set. */
const DEFAULTS: Settings = {
  Policies: {
    PasswordPolicy: {
      MinimumLength: 8,
      RequireUppercase: true,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      TemporaryPasswordValidityDays: 7,
    },
  },
  DeletionProtection: 'INACTIVE',
  LambdaConfig: {},
  VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
  EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
  UserPoolTags: {},
  UserPoolTier: 'ESSENTIALS',
};

/** The schema: the attributes that the template declares. Cognito also returns those that it does not. */
const describeSchema = ({ schema }: PoolDefinition): object[] =>
  schema.map((attribute) => ({
    Name: attributeName(attribute),
    Required: attribute.required,
    Mutable: attribute.mutable,
    DeveloperOnlyAttribute: attribute.developerOnly,
  }));

/**
 * Describes the pool. `UnusedAccountValidityDays` is returned although UpdateUserPool refuses it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html
 */
export const describeUserPool: AdminOperation = async (_input, { definition, mfa, users, modifiedAt }) => {
  const { PoolName, ...settings } = definition.settings;
  const { usernameAttributes, aliasAttributes } = definition;
  const passwordDays = definition.passwordPolicy.temporaryDays;
  return {
    UserPool: {
      ...DEFAULTS,
      ...settings,
      AdminCreateUserConfig: {
        AllowAdminCreateUserOnly: definition.adminCreateOnly,
        UnusedAccountValidityDays: passwordDays,
        ...(settings['AdminCreateUserConfig'] as object | undefined),
      },
      MfaConfiguration: mfa.configuration,
      Id: definition.id,
      Name: PoolName,
      Arn: definition.arn,
      CreationDate: modifiedAt.created / 1000,
      LastModifiedDate: modifiedAt.last / 1000,
      EstimatedNumberOfUsers: users.all().length,
      SchemaAttributes: describeSchema(definition),
      ...(usernameAttributes.length > 0 ? { UsernameAttributes: usernameAttributes } : {}),
      ...(aliasAttributes.length > 0 ? { AliasAttributes: aliasAttributes } : {}),
      UsernameConfiguration: { CaseSensitive: definition.caseSensitive },
    },
  };
};
