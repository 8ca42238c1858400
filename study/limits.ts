/** Every limit of the spec language, with its reason. A limit that is met is a diagnostic. */
export const LIMITS = {
  /** A spec travels in a workflow's history; Temporal warns about payloads of 256 KiB. */
  sourceBytes: 256 * 1024,
  /** Parsers recurse: this much nesting fits any stack, and no field needs a tenth of it. */
  depth: 64,
  /** Values after aliases are followed: a few lines of aliases can stand for billions. */
  nodes: 100_000,
  /** A reader has to open each of them to know what a study is. */
  extends: 8,
  /** More than a command line holds. */
  overrides: 1_000,
  /** More errors than anyone mends at once: no more are looked for. */
  errors: 1_000,
  /** More errors than anyone reads; the rest is counted. */
  diagnostics: 50,
  /** A workflow's history holds at most 2,000 open children. */
  trials: 2_000,
  /** Each epoch is a commit of about 1 KB in the table that the report reads. */
  epochs: 10_000,
  /** Deeper than any network of these layers is useful, and still quick to check. */
  layers: 100,
  /** One layer's weights, 65,536 x 784 float32, are about 200 MB. */
  units: 65_536,
  /** Larger than any image a window could go over. */
  window: 1_000,
  /** All weights as float32: a state of 400 MB is written after each epoch. */
  parameters: 100_000_000,
  /** A position in a split is 8 bytes, and all inputs of a data set are held in memory. */
  samples: 10_000_000,
  /** A data file is read whole. */
  dataBytes: 1_000_000_000,
  /** Each column is an input, and each different text of a categorical one. */
  columns: 10_000,
  /** A label is a byte. */
  classes: 256,
  /** Longer than servers take. */
  addressLength: 2_000,
  /** Linux allows no longer path. */
  pathLength: 4_096,
  /** Numbers between layers for one batch, 1 GB as float32; training holds them about three times. */
  batchNumbers: 250_000_000,
  /** Two values of eleven variables are more variants than a study can have trials. */
  variables: 100,
  /** Each hypothesis is a row of the report. */
  hypotheses: 100,
  /** Divided by all hypotheses it is still a level whose distance from 1 a double can hold. */
  alpha: 1e-6,
  /** Its square still has to be a number when it is tested, and no difference that matters is larger. */
  minEffect: 1e100,
  /** Each step is a node of a graph that is printed and drawn. */
  steps: 100,
  /** As long as an activity's type may be. */
  stepTypeLength: 200,
  /** More than a command line that anyone writes by hand. */
  arguments: 100,
  /** What a step of one's own gives travels in histories; larger things are artifacts. */
  outputBytes: 16 * 1024,
  /** A name is a folder, a ref and part of a workflow's id. */
  nameLength: 64,
  /** Variables and values of a variant are part of a workflow's id and of lines in Temporal's UI. */
  variantLength: 300,
  /** Questions and claims are headings. */
  textLength: 1_000,
  /** Seeds are PyTorch's `manual_seed` of a 32-bit generator: [0, 2^32). */
  seed: 2 ** 32 - 1,
} as const;
