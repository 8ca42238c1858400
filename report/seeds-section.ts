import type { Plan } from '../study/plan.ts';
import type { Block, Section } from './document.ts';
import { SOURCES } from '../study/seeds.ts';
import type { Source } from '../study/seeds.ts';
import { sharedAtOneSeed, variantsOf } from '../study/shared.ts';
import { SOURCE_WORDS, counted, listed } from '../study/format.ts';
import { moreSeeds } from './seeds.ts';

/** What these seeds can tell and what they can't, and the command that would tell more. */
export function seedsSection(plan: Plan): Section {
  const one = plan.seeds.length === 1;
  const more = moreSeeds(plan);
  const seeds = counted(plan.seeds.length, 'seed');
  const blocks: Block[] = [
    {
      type: 'list',
      items: [
        [
          { strong: 'It can tell' },
          `: what ${plan.trials.length === 1 ? 'this training run' : `these ${plan.trials.length} training runs`} did. Run again on the same arithmetic, they give the same numbers to the last bit.${sharedText(plan)}`,
        ],
        one
          ? [
              { strong: 'It can’t tell' },
              `: how much of a difference is chance. Another seed ${listed(variedIn(plan))}, and each of these moves the result. One value has no spread to compare a difference with.`,
            ]
          : [
              { strong: 'It can tell' },
              `: how far results move from seed to seed${fixedText(plan)}, and so how likely a difference of this size comes about by chance.`,
            ],
        [
          { strong: 'No number of seeds can tell' },
          ': whether the same holds for other data, other networks or other training settings. Those are other studies.',
        ],
      ],
    },
  ];
  if (more !== null) {
    blocks.push(
      {
        type: 'paragraph',
        text: [
          `${counted(more.seeds.length, 'seed')} need ${counted(more.trials, 'more trial')}; what ${one ? 'seed' : 'seeds'} ${listed(plan.seeds.map(String))} computed is reused. A name of its own registers the question before its first result (`,
          { code: `${plan.study}.yaml` },
          ` stands for the study’s file):`,
        ],
      },
      { type: 'command', command: more.command },
    );
  }
  return { title: `What ${one ? 'one seed' : seeds} can and can’t tell`, blocks };
}

const VARIED: Readonly<Record<Source, string>> = {
  init: 'starts from other weights',
  split: 'splits training and validation samples differently',
  order: 'visits the samples in another order',
};

/** What another seed does. */
function variedIn({ vary, trials }: Plan): string[] {
  const sources = Object.keys(VARIED) as Source[];
  const isGiven = trials.every(({ data }) => data.split.file !== undefined);
  return sources
    .filter((source) => (vary?.includes(source) ?? true) && !(source === 'split' && isGiven))
    .map((source) => VARIED[source]);
}

function fixedText({ vary, seeds }: Plan): string {
  if (vary === undefined) return '';
  const fixed = SOURCES.filter((source) => !vary.includes(source)).map(
    (source) => SOURCE_WORDS[source],
  );
  return `, with ${listed(fixed)} of seed ${seeds[0]} for all of them`;
}

/** What the variants have in common at one seed, so that it can't be what sets them apart. */
function sharedText(plan: Plan): string {
  const trials = variantsOf(plan);
  if (trials.length < 2) return '';
  const shared = sharedAtOneSeed(plan);
  const [split] = shared;
  if (split?.variants !== trials.length) return '';
  const batches = new Set(trials.map(({ training }) => training.batchSize)).size === 1;
  if (!batches || shared.some(({ variants }) => variants !== trials.length)) {
    return ' At one seed all variants use the same split.';
  }
  return ' At one seed all variants start from the same weights and see the same split and the same batches in the same order, so none of these sets them apart.';
}
