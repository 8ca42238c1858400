import { listed } from '../study/format.ts';
import type { Plan } from '../study/plan.ts';
import { isExploratory } from '../study/registration.ts';
import type { Registration } from '../study/registration.ts';
import { columns, wrapped } from './terminal.ts';

/** What a run's verdicts will be marked with, before it is started; nothing where they will not be. */
export function registrationBlock(
  { hypotheses }: Plan,
  registration: Registration,
): readonly string[] {
  if (hypotheses.length === 0) return [];
  const { history, reused } = registration;
  const { changed } = history.at(-1)!;
  const asked =
    changed.length === 0 ? 'the question is new' : `it asks with other ${listed(changed)}`;
  const one = reused.length === 1;
  const texts = [
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
  ];
  return texts.map((text) => wrapped(text, columns()).join('\n'));
}
