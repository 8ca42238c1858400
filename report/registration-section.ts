import { listed } from '../study/format.ts';
import type { Plan } from '../study/plan.ts';
import { questionOf, reusedSeeds } from '../study/registration.ts';
import type { RegisteredQuestion, Registration } from '../study/registration.ts';
import type { Comparison } from './compare.ts';
import type { Block, Section, Text } from './document.ts';

/** Whether the question came before the answer, and what else was asked under this name. */
export function registrationSection(
  { verdicts, registration }: Comparison,
  plan: Plan,
): Section | null {
  if (verdicts.length === 0) return null;
  const title = 'Was the question asked first?';
  const asked = registration && questionOf(registration);
  if (!registration || !asked) {
    const text =
      'The store has lost what was written down when the study began, so nobody can say that the hypotheses came before the results: the verdicts are exploratory.';
    return { title, blocks: [{ type: 'paragraph', text }] };
  }
  const blocks: Block[] = [{ type: 'paragraph', text: answer(registration, asked) }];
  if (registration.history.length > 1) {
    blocks.push({ type: 'list', items: registration.history.map(questionText) });
  }
  blocks.push(...[earlierText(registration), reusedText(registration, plan)].flat());
  return { title, blocks };
}

function answer({ history }: Registration, asked: RegisteredQuestion): Text {
  if (asked.afterResults) {
    return [
      { strong: 'No: the verdicts are exploratory.' },
      ` ${changeText(asked)} when results of this study could be seen already. Testing what the data suggested finds too much; a study under another name, with other seeds, can confirm it.`,
    ];
  }
  const others = history.filter(({ afterResults }) => !afterResults).length - 1;
  const beside =
    others === 0
      ? '.'
      : `, and ${others === 1 ? 'another question' : `${others} other questions`} as well: alpha holds for each of them, not for all together.`;
  return [
    { strong: 'Yes.' },
    ' Hypotheses, seeds, tests and alpha were written down before the first result of this study, as ',
    { code: asked.digest },
    beside,
  ];
}

function questionText(question: RegisteredQuestion, i: number): Text {
  return [{ code: question.run }, `: ${questionWords(question, i)}`];
}

/** What was asked, and when: `other seeds, after the first result`. */
export function questionWords({ changed, afterResults }: RegisteredQuestion, i: number): string {
  const other = changed.length === 0 ? 'another question' : `other ${listed(changed)}`;
  const what = i === 0 ? 'the first question' : other;
  return `${what}, ${afterResults ? 'after' : 'before'} the first result`;
}

function changeText({ changed }: RegisteredQuestion): string {
  if (changed.length === 0) return 'The question was asked';
  const parts = listed(changed);
  const verb = changed.length === 1 && changed[0] === 'alpha' ? 'was' : 'were';
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)} ${verb} changed`;
}

/** The same question at other settings is no other question: what differs is to be seen here alone. */
function earlierText({ earlier }: Registration): Block[] {
  if (earlier.length === 0) return [];
  const runs = earlier.flatMap((run, i): Text[] => [...(i === 0 ? [] : [', ']), [{ code: run }]]);
  const text: Text = [
    'Other runs of this name had results by then: ',
    ...runs.flat(),
    '. In what this one differs from them may have been chosen after looking at them; ',
    { code: 'epochal compare' },
    ' tells it.',
  ];
  return [{ type: 'paragraph', text }];
}

function reusedText(registration: Registration, plan: Plan): Block[] {
  const seeds = reusedSeeds(registration, plan);
  if (seeds.length === 0) return [];
  const which =
    seeds.length === plan.seeds.length
      ? 'all its seeds'
      : `${seeds.length === 1 ? 'seed' : 'seeds'} ${listed(seeds.map(String))}`;
  const text = `Of ${which} the store had epochs before the question was written down. Who wrote it may have seen them, so each hypothesis also tells the effect without.`;
  return [{ type: 'paragraph', text }];
}
