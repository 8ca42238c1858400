import { mapOf, orExpression, positiveNumber } from './fields.ts';
import type { Fields, Schema } from './fields.ts';
import type { Optimizer } from './spec.ts';

/** All there is to know about an optimizer. */
interface OptimizerType {
  readonly doc: string;
  readonly example: string;
  readonly aliases: readonly string[];
  readonly fields: Fields;
}

export const OPTIMIZERS: { readonly [T in Optimizer['type']]: OptimizerType } = {
  sgd: {
    doc: 'Stochastic gradient descent: weights −= learningRate × gradient, after each batch.',
    example: 'sgd: { learningRate: 0.15 }',
    aliases: ['optim.SGD', 'torch.optim.SGD', 'gradient_descent'],
    fields: {
      learningRate: {
        schema: orExpression(positiveNumber),
        doc: 'How far a batch moves the weights.',
        required: true,
        aliases: ['lr', 'learning_rate', 'rate', 'step_size', 'eta', 'alpha'],
      },
    },
  },
};

/** A map of one name: the optimizer's type and its fields. */
export const OPTIMIZER_SCHEMA: Schema = {
  title: 'an optimizer such as `{ sgd: { learningRate: 0.15 } }`',
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: Object.fromEntries(
    Object.entries(OPTIMIZERS).map(([type, { doc, fields }]) => [
      type,
      { description: doc, ...mapOf(fields) },
    ]),
  ),
};

/** A valid `optimizer` as the engine takes it. */
export function readOptimizer(entry: Readonly<Record<string, object>>): Optimizer {
  const [type, fields] = Object.entries(entry)[0]!;
  return { type, ...fields } as Optimizer;
}
