import { listed } from '../study/format.ts';
import type { Plan } from '../study/plan.ts';
import { isExploratory, questionOf, reusedSeeds } from '../study/registration.ts';
import type { Registration } from '../study/registration.ts';
import { questionWords } from '../report/registration-section.ts';
import { paragraph } from './terminal.ts';

/** What a run's verdicts will be marked with, before it is started; nothing where they will not be. */
export function registrationBlock(plan: Plan, registration: Registration): readonly string[] {
  if (plan.hypotheses.length === 0) return [];
  const { changed = [] } = questionOf(registration) ?? {};
  const asked =
    changed.length === 0
      ? 'nothing was written down before'
      : `it asks with other ${listed(changed)}`;
  const reused = reusedSeeds(registration, plan);
  const one = reused.length === 1;
  return [
    ...(isExploratory(registration)
      ? [
          `Exploratory: ${asked}, and this study has results already, so its verdicts will be ` +
            'marked. A name of its own, `--set study=NAME`, registers it anew.',
        ]
      : []),
    ...(reused.length === 0
      ? []
      : [
          `Reused: the store has epochs of ${one ? 'seed' : 'seeds'} ${listed(reused.map(String))} ` +
            `already; the effect without ${one ? 'it' : 'them'} will stand beside.`,
        ]),
  ].map(paragraph);
}

/** What was asked under the study's name, where a verdict is exploratory; null where it is not. */
export function registrationText(registration: Registration): string | null {
  if (!isExploratory(registration)) return null;
  const questions = registration.history.map(
    (question, i) => `${question.run} (${questionWords(question, i)})`,
  );
  return paragraph(`Exploratory: asked were ${listed(questions)}.`);
}
