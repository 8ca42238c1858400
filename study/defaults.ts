/** The defaults that a spec's sections are filled in with. What changes a result has none. */
export const DEFAULTS = {
  loss: 'crossEntropy',
  checkpoint: { keep: ['best', 'last'], monitor: 'validation.accuracy' },
  matrix: {},
  seeds: [0],
  seedsFrom: 0,
  randomness: 'paired',
  arithmetic: 'same',
  hypotheses: [],
  alpha: 0.05,
  test: 'pairedT',
  onFailure: 'undecided',
} as const;
