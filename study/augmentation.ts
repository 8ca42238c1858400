import type { DataInfo } from './datasets.ts';
import type { Diagnostic } from './diagnostics.ts';
import { choice, mapOf, orExpression, positiveNumber, wholeNumber } from './fields.ts';
import type { Fields, Schema } from './fields.ts';
import { LIMITS } from './limits.ts';
import { describeShape } from './shapes.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { SpecNode } from './tree.ts';

export const AUGMENTATION_FIELDS: Fields = {
  flip: {
    schema: orExpression(choice('horizontal')),
    doc: 'horizontal: each image is mirrored, left for right, with probability 0.5.',
    otherwise: 'no flip',
    aliases: [
      'horizontal_flip',
      'RandomHorizontalFlip',
      'RandomFlip',
      'random_flip',
      'hflip',
      'mirror',
    ],
  },
  shift: {
    schema: orExpression(wholeNumber(1, LIMITS.window)),
    doc: 'Each image is moved by up to so many pixels up or down, and left or right; what comes in is 0.',
    otherwise: 'no shift',
    aliases: [
      'translate',
      'RandomTranslation',
      'RandomCrop',
      'random_crop',
      'width_shift_range',
      'height_shift_range',
      'RandomAffine',
    ],
  },
  noise: {
    schema: orExpression(positiveNumber),
    doc: 'The standard deviation of normal noise that is added to each number, in units of the input: a pixel is 0 to 1.',
    otherwise: 'no noise',
    aliases: ['gaussian_noise', 'GaussianNoise', 'noise_std', 'sigma', 'stddev'],
  },
};

export const AUGMENTATION_SCHEMA: Schema = mapOf(AUGMENTATION_FIELDS, {
  title: 'a map such as `{ shift: 2, flip: horizontal }`',
  minProperties: 1,
});

/** Whether a variant's samples can be changed as its augmentation says. */
export function checkAugmentation(
  sections: SpecNode,
  info: DataInfo | null,
): readonly Diagnostic[] {
  const augmentation = entryOf(valueAt(sections, 'training'), 'augmentation');
  if (augmentation?.value.kind !== 'map') return [];
  const randomness = valueAt(sections, 'randomness');
  if (randomness?.kind === 'scalar' && randomness.value === 'torch') {
    const message =
      '`augmentation` draws anew in each step, and PyTorch’s draws depend on all that was drawn ' +
      'before. Take `randomness: paired`.';
    return [diagnose('randomness', augmentation.keyAt, message)];
  }
  if (info === null) return [];
  return (['flip', 'shift'] as const).flatMap((name) => {
    const entry = entryOf(augmentation.value, name);
    if (entry === undefined) return [];
    const [height, width] = info.shape;
    if (info.shape.length === 1 || height === undefined || width === undefined) {
      const message = `\`${name}\` is for images, and a sample of ${info.name} is a list of numbers. Remove it.`;
      return [diagnose('training', entry.keyAt, message)];
    }
    const { value } = entry;
    if (name === 'flip' || value.kind !== 'scalar' || typeof value.value !== 'number') return [];
    if (value.value < Math.min(height, width)) return [];
    const message = `Moved by ${value.value} pixels, nothing of an image of ${describeShape(info.shape)} may be left. Take fewer.`;
    return [diagnose('training', value.at, message)];
  });
}
