import { applyLayers } from '../study/layers.ts';
import type { Plan } from '../study/plan.ts';
import type { Block, Section } from './document.ts';
import { counted } from './format.ts';
import { moreSeedsCommand } from './seeds.ts';

/** What these seeds can tell and what they can't, and the command that would tell more. */
export function seedsSection(plan: Plan): Section {
  const one = plan.seeds.length === 1;
  const command = moreSeedsCommand(plan);
  const blocks: Block[] = [
    {
      type: 'list',
      items: [
        [
          { strong: 'It can tell' },
          `: what these ${counted(plan.trials.length, 'training run')} did. Run again on the same arithmetic, they give the same numbers to the last bit.${sharedText(plan)}`,
        ],
        one
          ? [
              { strong: "It can't tell" },
              ': how much of a difference is chance. Another seed starts from other weights, splits training and validation samples differently and visits them in another order, and each of these moves the result. One value has no spread to compare a difference with.',
            ]
          : [
              { strong: "It can't tell yet" },
              `: whether the differences could be chance. ${counted(plan.seeds.length, 'seed')} show how far results move from seed to seed; the test that weighs a difference against that spread is not in this version.`,
            ],
        [
          { strong: 'No number of seeds can tell' },
          ': whether the same holds for other data, other networks or other training settings. Those are other studies.',
        ],
      ],
    },
  ];
  if (command !== null) {
    blocks.push(
      {
        type: 'paragraph',
        text: [
          `This runs six seeds (`,
          { code: `${plan.study}.yaml` },
          ` stands for the study's file). What is already computed is reused:`,
        ],
      },
      { type: 'command', command },
    );
  }
  return {
    title: one
      ? "What one seed can and can't tell"
      : `What ${counted(plan.seeds.length, 'seed')} can and can't tell`,
    blocks,
  };
}

/** What the variants have in common at one seed, so that it can't be what sets them apart. */
function sharedText(plan: Plan): string {
  if (new Set(plan.trials.map(({ variant }) => JSON.stringify(variant))).size < 2) return '';
  const same = (part: (trial: Plan['trials'][number]) => unknown): boolean =>
    new Set(plan.trials.map((trial) => JSON.stringify(part(trial)))).size === 1;
  const weighted = same(firstWeights);
  if (!same(({ data }) => data) || !same(({ training }) => training.randomness)) return '';
  if (!weighted || !same(({ training }) => training.batchSize)) {
    return ' At one seed all variants use the same split.';
  }
  return ' At one seed all variants start from the same weights and see the same split and the same batches in the same order, so none of these sets them apart.';
}

/** What the first weights follow from, besides the seed: each kernel's input and its layer. */
function firstWeights({ data: { shape }, training: { layers } }: Plan['trials'][number]): unknown {
  const steps = applyLayers(layers, shape);
  return layers.flatMap((layer, i) => {
    const before = steps[i - 1];
    const input = before !== undefined && 'output' in before ? before.output : shape;
    if (layer.type === 'dense' || layer.type === 'conv2d') {
      const { l1: _l1, l2: _l2, ...own } = layer; // penalties come later
      return [[input, own]];
    }
    return [];
  });
}
