import { checkReference } from './check-step-inputs.ts';
import type { Problem, StepGraph } from './check-step-inputs.ts';
import { parseCondition, referencesIn } from './condition.ts';
import type { Condition } from './condition.ts';
import type { Diagnostic } from './diagnostics.ts';
import { scalarAt } from './step-nodes.ts';
import type { StepNode } from './step-nodes.ts';
import { ALWAYS_RUN } from './steps.ts';
import { diagnose, valueAt } from './tree.ts';

/** Phase 3f: an `if` can be read, and asks for what is there when the step would run. */
export function checkCondition(step: StepNode, graph: StepGraph): readonly Diagnostic[] {
  const text = scalarAt(step.entry.value, 'if');
  if (typeof text !== 'string') return [];
  const { at } = valueAt(step.entry.value, 'if')!;
  const parsed = parseCondition(text);
  if ('problem' in parsed) {
    const example = '`if: steps.test.metrics.accuracy >= 0.9 and seed == 0`';
    return [diagnose('bad-expression', at, `${parsed.problem} An example: ${example}.`)];
  }
  if (ALWAYS_RUN.has(step.uses)) {
    const without =
      step.uses === 'test'
        ? ' `test: false` under `steps` makes a study that never looks at the test samples.'
        : '';
    const message = `A \`${step.uses}\` step always runs: the study's table needs it.${without}`;
    return [diagnose('step-scope', at, message)];
  }
  const problems = [
    ...referencesIn(parsed.condition).flatMap((reference) => {
      if (reference.kind === 'steps') return checkStepReference(reference, step, graph);
      return step.per === 'trial' || reference.kind === 'vars' ? [] : [ofTrials(step)];
    }),
    ...[unclear(parsed.condition)].filter((problem) => problem !== undefined),
  ];
  return problems.map(({ code, message }) => diagnose(code, at, message));
}

function checkStepReference(
  reference: Parameters<typeof checkReference>[0],
  step: StepNode,
  graph: StepGraph,
): readonly Problem[] {
  const found = checkReference(reference, step, graph);
  if ('code' in found) return [found];
  const source = graph.byId.get(reference.step);
  if (step.per === 'study' && source?.per === 'trial') return [ofTrials(step)];
  const { kind } = found;
  if (kind === null || ['number', 'text', 'boolean', 'json'].includes(kind)) return [];
  const { step: id, output } = reference;
  const part = kind === 'metrics' ? ` Write \`steps.${id}.${output}.accuracy\`, say.` : '';
  return [
    {
      code: 'bad-expression',
      message: `A condition compares numbers, texts, true and false, and \`${id}.${output}\` is ${kind}.${part}`,
    },
  ];
}

function ofTrials({ id }: StepNode): Problem {
  const message = `\`${id}\` runs once per study: its \`if\` cannot ask for something of one trial.`;
  return { code: 'step-scope', message };
}

/** A value that is neither true nor false, where one of them is asked for. */
function unclear(condition: Condition): Problem | undefined {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return unclear(condition.left) ?? unclear(condition.right);
    case 'not':
      return unclear(condition.of);
    case 'value':
      if (typeof condition.value === 'boolean') return undefined;
      break;
    case 'seed':
      break;
    default:
      return undefined;
  }
  const what = condition.kind === 'seed' ? 'seed' : JSON.stringify(condition.value);
  const message = `\`${what}\` by itself is neither true nor false. Compare it with something.`;
  return { code: 'bad-expression', message };
}
