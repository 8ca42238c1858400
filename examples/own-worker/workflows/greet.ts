import { proxyActivities } from '@temporalio/workflow';
import type * as activities from '../activities.js';

const { greeting } = proxyActivities<typeof activities>({ startToCloseTimeout: '10s' });

/** A workflow of yours. */
export async function greet(name: string): Promise<string> {
  return greeting(name);
}
