// Amazon Resource Names of the local account, in the partition of the Region.

import { ACCOUNT_ID } from './identifiers.js';

const URL_SUFFIXES = {
  aws: 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-us-gov': 'amazonaws.com',
  'aws-eusc': 'amazonaws.eu',
} as const;

/** A group of Regions with accounts, endpoints and ARNs of its own. */
export type Partition = keyof typeof URL_SUFFIXES;

/** The partition of a Region. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): Partition {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
}

/** The domain of a Region's endpoints, which `AWS::URLSuffix` returns. */
export const urlSuffixOf = (region: string): string => URL_SUFFIXES[partitionOf(region)];

/** The ARN of a resource in a Region. */
export const regionalArn = (service: string, region: string, resource: string): string =>
  `arn:${partitionOf(region)}:${service}:${region}:${ACCOUNT_ID}:${resource}`;

/** The ARN of a resource of a service without Regions, such as IAM, in a Region's partition. */
export const globalArn = (service: string, region: string, resource: string): string =>
  `arn:${partitionOf(region)}:${service}::${ACCOUNT_ID}:${resource}`;

/** The ARN of a session in a role. The role's ARN determines the partition. */
export function roleSessionArn(roleArn: string, sessionName: string): string {
  const [, partition = 'aws'] = roleArn.split(':');
  return `arn:${partition}:sts::${ACCOUNT_ID}:assumed-role/${roleArn.split('/').at(-1) ?? ''}/${sessionName}`;
}
