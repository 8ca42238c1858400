import type { PlannedStep } from './plan.ts';

/** A plan's steps by when they run: before the trials, in each trial, after the last one. */
export interface Phases {
  readonly before: readonly PlannedStep[];
  readonly trial: readonly PlannedStep[];
  readonly after: readonly PlannedStep[];
}

/** Sorts a plan's steps, which are in an order that respects their edges, into phases. */
export function phasesOf(steps: readonly PlannedStep[]): Phases {
  const late = new Set<string>();
  for (const step of steps) {
    if (step.per === 'trial' || step.needs.some((need) => late.has(need))) late.add(step.id);
  }
  return {
    before: steps.filter((step) => !late.has(step.id)),
    trial: steps.filter((step) => step.per === 'trial'),
    after: steps.filter((step) => step.per === 'study' && late.has(step.id)),
  };
}
