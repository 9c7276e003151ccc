import { paginateDescribeStackEvents } from '@aws-sdk/client-cloudformation';
import { compare, NotRun, type Probe } from '../probe.js';

/** Whether the first deployment needed one attempt: new roles work at once, and Cognito accepts the SMS configuration. */
export const firstCreation: Probe = {
  name: 'first-creation',
  title: 'The stack was created at the first attempt',
  expected:
    'No resource has an event CREATE_FAILED: Cognito accepts the new SMS role at once, without a second deployment.',
  local: 'Creates nothing; it checks the SMS Region and the feature plan when it reads the template.',
  remedy:
    'Delete what is left (docs/operations.md, After a failed first deployment), deploy again, and report the failed event.',
  scope: 'stack',
  effects: 'none; reads the events of the stack',
  async run({ aws, stack }) {
    const failed: string[] = [];
    let isComplete = false;
    for await (const page of paginateDescribeStackEvents({ client: aws.cloudFormation }, { StackName: stack.name })) {
      for (const event of page.StackEvents ?? []) {
        if (event.ResourceStatus === 'CREATE_FAILED') {
          failed.push(`${event.LogicalResourceId}: ${event.ResourceStatusReason ?? 'no reason'}`);
        }
        isComplete ||= event.LogicalResourceId === stack.name && event.ResourceStatus === 'CREATE_IN_PROGRESS';
      }
    }
    if (!isComplete) throw new NotRun('CloudFormation no longer has the events of the creation');
    return compare(failed.length === 0, failed.length === 0 ? 'no failed resource' : failed.join('; '));
  },
};
