import type { PlannedStep } from '../study/plan.ts';

/** A step per study, or null for all that the trials do. */
export interface StudyNode {
  readonly id: string;
  readonly needs: readonly string[];
  readonly step: PlannedStep | null;
}

/** No step can be called so. */
const TRIALS = '';

/**
 * A study's own graph. The trials are one node of it: they begin when all is there that one of
 * their steps needs, and what needs something of theirs waits for all of them.
 */
export function studyGraph(steps: readonly PlannedStep[]): readonly StudyNode[] {
  const perTrial = steps.filter(({ per }) => per === 'trial');
  const ids = new Set(perTrial.map(({ id }) => id));
  const before = perTrial.flatMap(({ needs }) => needs.filter((id) => !ids.has(id)));
  const nodes = steps.flatMap((step): StudyNode[] => {
    if (step.per === 'trial') return [];
    const gathers = step.needs.some((id) => ids.has(id));
    const needs = step.needs.filter((id) => !ids.has(id));
    return [{ id: step.id, needs: gathers ? [...needs, TRIALS] : needs, step }];
  });
  return [...nodes, { id: TRIALS, needs: before, step: null }];
}
