import { fromZeroToBelowOne, orExpression, positiveNumber } from './fields.ts';
import { kindSchema, readKind, withoutDefaults } from './kinds.ts';
import type { Kind } from './kinds.ts';
import { LIMITS } from './limits.ts';
import type { Loss } from './spec.ts';

export const LOSSES: { readonly [T in Loss['type']]: Kind } = {
  crossEntropy: {
    doc: 'Cross-entropy of the softmax of the last layer, in nats.',
    example: 'crossEntropy',
    aliases: [
      'cross_entropy',
      'nn.CrossEntropyLoss',
      'CrossEntropyLoss',
      'categorical_crossentropy',
      'sparse_categorical_crossentropy',
      'softmax_cross_entropy',
      'ce',
      'nll_loss',
      'log_loss',
    ],
    fields: {
      labelSmoothing: {
        schema: orExpression(fromZeroToBelowOne),
        doc: 'What part of a label is spread evenly over all classes.',
        default: 0,
        aliases: ['label_smoothing', 'smoothing'],
      },
      classWeights: {
        schema: {
          title: 'a list of numbers above 0, one per class',
          type: 'array',
          minItems: 1,
          maxItems: LIMITS.units,
          items: positiveNumber,
        },
        doc: 'How much a sample of each class counts; the mean is divided by the sum of the weights.',
        otherwise: 'all the same',
        aliases: ['class_weight', 'class_weights', 'pos_weight', 'weight'],
      },
    },
  },
};

export const LOSS_SCHEMA = kindSchema(
  LOSSES,
  'a loss such as `crossEntropy` or `{ crossEntropy: { labelSmoothing: 0.1 } }`',
);

/** A valid `loss`, with its defaults. */
export function readLoss(entry: unknown): Loss {
  return readKind(LOSSES, entry) as Loss;
}

/** A loss as keys hold it: the bare name where all is at its default. */
export function lossForKey(loss: Loss): unknown {
  const rest = withoutDefaults(LOSSES, loss);
  return Object.keys(rest).length === 1 ? loss.type : rest;
}
