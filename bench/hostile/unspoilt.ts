/** A valid spec, for hostile inputs to spoil in one place. */
export const UNSPOILT = `epochal: 1
study: hostile
data: { dataset: mnist, split: { train: 1000, validation: 200 } }
model:
  layers: [flatten, dense: { units: 16 }, activation: "\${{ matrix.activation }}", dense: { units: 10 }]
training: { epochs: 1, batchSize: 128, optimizer: { sgd: { learningRate: 0.1 } } }
matrix: { activation: [linear, relu] }
seeds: [0]
hypotheses:
  - claim: it helps
    metric: test.accuracy
    treatment: { activation: relu }
    baseline: { activation: linear }
    expect: greater
    minEffect: 0.01
`;

/** The valid spec with texts in place of others, in order. */
export function spoil(...replacements: readonly (readonly [text: string, by: string])[]): string {
  return replacements.reduce((spec, [text, by]) => {
    if (!spec.includes(text)) throw new Error(`the spec has no ${text}`);
    return spec.replace(text, () => by);
  }, UNSPOILT);
}

export const NUL = '\u0000';
export const ESCAPE = '\u001B';
/** RIGHT-TO-LEFT OVERRIDE: what follows is shown backwards. */
export const BACKWARDS = '\u202E';
/** A name of 10 kB. */
export const LONG = 'n'.repeat(10_000);
