/** The calls to AWS that a piece of work makes, counted where they leave the process. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Runs `work` and returns its calls to DynamoDB, Cognito and Secrets Manager, as `service.Action`, in order. */
export async function awsCallsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const calls: string[] = [];
  const note = (message: unknown) => {
    const { request } = message as { request: { getHeader(name: string): unknown } };
    const target = request.getHeader('x-amz-target');
    if (typeof target === 'string') calls.push(target.replace(/_\d+/, ''));
  };
  subscribe('http.client.request.start', note);
  try {
    await work();
  } finally {
    unsubscribe('http.client.request.start', note);
  }
  return calls;
}
