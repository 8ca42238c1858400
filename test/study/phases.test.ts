import { compileSpec } from '../../study/compile.ts';
import { phasesOf } from '../../study/phases.ts';
import type { PlannedStep } from '../../study/plan.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../environment/package.ts';

function step(id: string, per: PlannedStep['per'], ...needs: string[]): PlannedStep {
  return { id, uses: 'compare', per, needs, with: {} };
}

function ids(steps: readonly PlannedStep[]): string[] {
  return steps.map(({ id }) => id);
}

test('a study’s steps that need no trial run before the trials, the others after the last one', () => {
  const { before, trial, after } = phasesOf([
    step('data', 'study'),
    step('cut', 'trial', 'data'),
    step('table', 'study', 'cut'),
    step('page', 'study', 'table', 'data'),
  ]);
  expect(ids(before)).toEqual(['data']);
  expect(ids(trial)).toEqual(['cut']);
  expect(ids(after)).toEqual(['table', 'page']);
});

test('the standard steps: the data before, the model in each trial, the report after', () => {
  const spec = readFileSync(join(packageRoot, 'specs/relu.yaml'));
  const compiled = compileSpec(spec, { file: 'relu.yaml' });
  const phases = phasesOf(compiled.ok ? compiled.plan.steps : []);
  expect(ids(phases.before)).toEqual(['download']);
  expect(ids(phases.trial)).toEqual(['split', 'train', 'test']);
  expect(ids(phases.after)).toEqual(['compare', 'plot', 'report']);
});
