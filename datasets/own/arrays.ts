import { gunzipSync } from 'node:zlib';
import { decodeIdx } from '../../formats/idx.ts';
import { decodeNpy } from '../../formats/npy.ts';
import { LIMITS } from '../../study/limits.ts';
import type { OwnData } from '../../study/own-data.ts';
import { count } from '../../study/words.ts';
import { DataProblem, samplesIn } from './labelled.ts';
import type { Labelled, OwnSamples } from './labelled.ts';
import { setAside } from './test-share.ts';

type ArrayData = Extract<OwnData, { format: 'npy' | 'idx' }>;

/** The fields that name a format's files: inputs and classes, and those of the final test. */
const FIELDS = {
  npy: ['inputs', 'targets', 'testInputs', 'testTargets'],
  idx: ['images', 'labels', 'testImages', 'testLabels'],
} as const;

/**
 * Samples as arrays, bytes of images (IDX) or numbers (NPY), with a class or numbers for each.
 *
 * @throws DataProblem
 */
export function readArrays(
  data: ArrayData,
  files: Readonly<Record<string, Uint8Array>>,
): OwnSamples {
  const [inputs, targets, testInputs, testTargets] = FIELDS[data.format];
  const all = labelled(data, files, inputs, targets);
  if (data.test !== null) return setAside(all, data.test);
  const test = labelled(data, files, testInputs, testTargets);
  const [own, others] = [all, test].map(({ inputs: { shape } }) => shape.slice(1).join(' × '));
  if (own !== others) {
    throw new DataProblem(testInputs, `Its samples are ${others}, those to train on ${own}.`);
  }
  const [rows, testRows] = [all, test].map((each) => each.labels.length / samplesIn(each));
  if (data.targets !== undefined && rows !== testRows) {
    throw new DataProblem(
      testTargets,
      `It has ${testRows} ${testRows === 1 ? 'number' : 'numbers'} to predict of a sample, and \`${targets}\` has ${rows}.`,
    );
  }
  const classes = Math.max(all.classes, test.classes);
  return { train: { ...all, classes }, test: { ...test, classes } };
}

function labelled(
  { format, targets: kind }: ArrayData,
  files: Readonly<Record<string, Uint8Array>>,
  inputsField: string,
  targetsField: string,
): Labelled {
  const array = (field: string): Labelled['inputs'] => {
    const bytes = files[field];
    if (bytes === undefined) {
      throw new DataProblem(
        field,
        `The final test needs \`${inputsField}\` and \`${targetsField}\`.`,
      );
    }
    try {
      return format === 'npy' ? decodeNpy(bytes) : decodeIdx(unpacked(bytes));
    } catch (error) {
      throw new DataProblem(field, `It can't be read as ${format}: ${(error as Error).message}.`);
    }
  };
  const inputs = array(inputsField);
  const targets = array(targetsField);
  const [samples = 0, ...shape] = inputs.shape;
  if (shape.length < 1 || shape.length > 3) {
    const message = `Its shape is [${inputs.shape.join(', ')}]: samples come first, then 1 to 3 numbers that say how large one is.`;
    throw new DataProblem(inputsField, message);
  }
  const lengths = kind === undefined ? [1] : [1, 2];
  if (!lengths.includes(targets.shape.length) || targets.shape[0] !== samples) {
    const each = kind === undefined ? 'one class' : 'one number, or a row of them,';
    const message = `Its shape is [${targets.shape.join(', ')}], and there are ${count(samples)} samples: it has ${each} for each.`;
    throw new DataProblem(targetsField, message);
  }
  const strange = inputs.values.findIndex((value) => !Number.isFinite(value));
  if (strange !== -1) {
    const size = inputs.values.length / samples;
    const message = `Sample ${Math.floor(strange / size)} has ${inputs.values[strange]} among its numbers.`;
    throw new DataProblem(inputsField, message);
  }
  const read = kind === undefined ? classesOf : numbersOf;
  return { inputs, ...read(targets, targetsField) };
}

type Targets = Omit<Labelled, 'inputs'>;

function classesOf({ values }: Labelled['inputs'], field: string): Targets {
  const wrong = values.findIndex(
    (value) => !Number.isInteger(value) || value < 0 || value >= LIMITS.classes,
  );
  if (wrong !== -1) {
    const help = Number.isInteger(values[wrong])
      ? ''
      : ' To predict numbers, write `loss: meanSquaredError` under `training`.';
    const message = `Sample ${wrong} has the class ${values[wrong]}: classes are whole numbers from 0 to ${LIMITS.classes - 1}.${help}`;
    throw new DataProblem(field, message);
  }
  const labels = Uint8Array.from(values);
  return { labels, classes: labels.reduce((most, label) => Math.max(most, label), 0) + 1 };
}

function numbersOf({ shape, values }: Labelled['inputs'], field: string): Targets {
  const strange = values.findIndex((value) => !Number.isFinite(value));
  if (strange !== -1) {
    const row = Math.floor((strange * shape[0]!) / values.length);
    throw new DataProblem(field, `Sample ${row} has ${values[strange]} to predict.`);
  }
  return { labels: Float32Array.from(values), classes: 0 };
}

function unpacked(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
    ? gunzipSync(bytes, { maxOutputLength: LIMITS.dataBytes })
    : bytes;
}
