import { counted, listed } from '../study/format.ts';
import type { RegisteredQuestion } from '../study/registration.ts';
import type { Comparison } from './compare.ts';
import type { Block, Section, Text } from './document.ts';

/** Whether the question came before the answer, and what was asked under this name before it. */
export function registrationSection({ verdicts, registration }: Comparison): Section | null {
  if (verdicts.length === 0) return null;
  return { title: 'Was the question asked first?', blocks: blocksOf(registration) };
}

function blocksOf(registration: Comparison['registration']): Block[] {
  const last = registration?.history.at(-1);
  if (registration === null || last === undefined) {
    const text =
      'The store has lost what was written down when the study began, so nobody can say that the hypotheses came before the results: the verdicts are exploratory.';
    return [{ type: 'paragraph', text }];
  }
  const { history, reused } = registration;
  const asked: Text = last.afterResults
    ? [
        { strong: 'No: the verdicts are exploratory.' },
        ` ${changeText(last)} when results of this study could be seen already. Testing what the data suggested finds too much; a study under another name, with other seeds, can confirm it.`,
      ]
    : [
        { strong: 'Yes.' },
        ' Hypotheses, seeds, tests and alpha were written down before the first result, as ',
        { code: last.digest },
        '.',
      ];
  return [
    { type: 'paragraph', text: asked },
    ...(history.length > 1
      ? [{ type: 'list' as const, items: history.map((question, i) => questionText(question, i)) }]
      : []),
    ...(reused.length === 0 ? [] : [{ type: 'paragraph' as const, text: reusedText(reused) }]),
  ];
}

function questionText({ run, changed, afterResults }: RegisteredQuestion, i: number): Text {
  const what = i === 0 ? 'the first question' : `other ${listed(changed)}`;
  return [{ code: run }, `: ${what}, ${afterResults ? 'after' : 'before'} the first result`];
}

function changeText({ changed }: RegisteredQuestion): string {
  if (changed.length === 0) return 'The question was asked';
  const parts = listed(changed);
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)} were changed`;
}

function reusedText(seeds: readonly number[]): string {
  const which = `${counted(seeds.length, 'seed').replace(/^\d+ /, '')} ${listed(seeds.map(String))}`;
  return `Of ${which} the store had epochs before the question was written down. Who wrote it may have seen them, so each hypothesis also tells the effect without.`;
}
