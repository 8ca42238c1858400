import { parseCondition } from './condition.ts';
import type { Condition } from './condition.ts';
import { durationMs } from './duration.ts';
import type { Command, PlannedStep, Retry } from './plan.ts';
import { edgesOf, graphOf } from './step-nodes.ts';
import { orderSteps } from './step-order.ts';
import { COMMAND, STEPS, isStepType } from './steps.ts';
import type { ValueKind } from './steps.ts';
import { toPlain } from './tree.ts';
import type { MapNode } from './tree.ts';

/** A step's fields as they come out of the tree, valid. */
interface StepFields {
  readonly uses: string;
  readonly per?: 'study' | 'trial';
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly timeout?: string;
  readonly retry?: {
    readonly maximumAttempts?: number;
    readonly initialInterval?: string;
    readonly backoffCoefficient?: number;
    readonly maximumInterval?: string;
  };
  readonly command?: readonly string[];
  readonly outputs?: Readonly<Record<string, ValueKind>>;
  readonly version?: number;
}

/** The valid steps of a study in an order that respects every edge; ties in the order given. */
export function planSteps(steps: MapNode): readonly PlannedStep[] {
  const planned = new Map(
    steps.entries.map(({ key, value }) => {
      const fields = toPlain(value) as StepFields;
      return [key, planStep(key, fields, edgesOf(value))] as const;
    }),
  );
  return orderSteps(graphOf([...planned.values()])).map((id) => planned.get(id)!);
}

function planStep(id: string, fields: StepFields, needs: readonly string[]): PlannedStep {
  const { uses, with: given = {}, timeout, retry } = fields;
  return {
    id,
    uses,
    per: isStepType(uses) ? STEPS[uses].per : fields.per!,
    needs,
    with: { ...given },
    ...(fields.if !== undefined && { if: conditionOf(fields.if) }),
    ...(timeout !== undefined && { timeoutMs: durationMs(timeout) }),
    ...(retry !== undefined && { retry: retryOf(retry) }),
    ...(uses === COMMAND && { command: commandOf(fields) }),
  };
}

function conditionOf(text: string): Condition {
  const parsed = parseCondition(text);
  if ('problem' in parsed) throw new Error(parsed.problem); // a valid one can be read
  return parsed.condition;
}

function retryOf(retry: NonNullable<StepFields['retry']>): Retry {
  const { maximumAttempts, initialInterval, backoffCoefficient, maximumInterval } = retry;
  return {
    ...(maximumAttempts !== undefined && { maximumAttempts }),
    ...(initialInterval !== undefined && { initialIntervalMs: durationMs(initialInterval) }),
    ...(backoffCoefficient !== undefined && { backoffCoefficient }),
    ...(maximumInterval !== undefined && { maximumIntervalMs: durationMs(maximumInterval) }),
  };
}

function commandOf({ command = [], outputs = {}, version = 0 }: StepFields): Command {
  return { line: [...command], outputs: { ...outputs }, version };
}
