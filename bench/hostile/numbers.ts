import type { HostileInput } from './input.ts';
import { spoil } from './unspoilt.ts';

/** Numbers that are none, that nothing could hold, and that no one could wait for. */
export function numberInputs(): readonly HostileInput[] {
  return [
    ...EPOCHS.map((value) => ({
      name: `${value} epochs`,
      spec: spoil(['epochs: 1', `epochs: ${value}`]),
    })),
    ...RATES.map((value) => ({
      name: `a learning rate of ${value}`,
      spec: spoil(['learningRate: 0.1', `learningRate: ${value}`]),
    })),
    ...SPOILT.map(([name, ...replacements]) => ({ name, spec: spoil(...replacements) })),
  ];
}

const EPOCHS = [
  ...['1000000000', '1e9', '1e308', '1e400', '-1', '0', '-0', '.nan', '-.inf', '1.5'],
  ...['017', '1_000', '1,000', '0b1', '"1"', 'true', '~', '2026-01-01', '1e', '１'],
];
const RATES = ['0', '-0.1', '.inf', '1e-400', '1e400', '"0.1"'];

const HUGE_LAYER = 'dense: { units: 65536 }, ';
const SPLIT = '{ train: 1000, validation: 200 }';
const ALL_IMAGES = '{ train: 59000, validation: 1000 }';

/** Variables whose values are empty texts leave no trace but a long name. */
const VARIABLES = Array.from({ length: 98 }, (_, i) => `v${i}${'x'.repeat(60)}`);

const SPOILT: readonly (readonly [
  name: string,
  ...(readonly (readonly [text: string, by: string])[]),
])[] = [
  ['epochs of 10,000 digits', ['epochs: 1', `epochs: ${'9'.repeat(10_000)}`]],
  ['epochs of 10,000 decimals', ['epochs: 1', `epochs: 1.${'3'.repeat(10_000)}`]],
  ['epochs with 10,000 zeros in front', ['epochs: 1', `epochs: ${'0'.repeat(10_000)}1`]],
  ['a batch of a billion', ['batchSize: 128', 'batchSize: 1e9']],
  ['a layer of a billion units', ['units: 16', 'units: 1e9']],
  ['a layer of 1e308 units', ['units: 16', 'units: 1e308']],
  [
    'weights that fill 1.6 TB',
    ['dense: { units: 16 }', `${HUGE_LAYER.repeat(97)}dense: { units: 16 }`],
  ],
  ['weights just above the most', ['dense: { units: 16 }', `${HUGE_LAYER}dense: { units: 800 }`]],
  [
    'a batch that fills 15 GB',
    ['units: 16', 'units: 65536'],
    ['batchSize: 128', 'batchSize: 59000'],
    [SPLIT, ALL_IMAGES],
  ],
  [
    'a batch that fills 15 GB in one variant of two',
    ['units: 16', 'units: "${{ matrix.units }}"'],
    ['[linear, relu]', '[linear, relu], units: [16, 65536]'],
    ['batchSize: 128', 'batchSize: 59000'],
    [SPLIT, ALL_IMAGES],
  ],
  ['a billion seeds', ['seeds: [0]', 'seeds: { count: 1000000000 }']],
  ['1e308 seeds', ['seeds: [0]', 'seeds: { count: 1e308, from: 1e308 }']],
  ['seeds beyond the last', ['seeds: [0]', 'seeds: { count: 2, from: 4294967295 }']],
  ['a negative seed', ['seeds: [0]', 'seeds: [-1]']],
  ['half a seed', ['seeds: [0]', 'seeds: [0.5]']],
  ['the same seed as 0 and -0', ['seeds: [0]', 'seeds: [0, -0]']],
  ['more images than there are', ['train: 1000', 'train: 60000']],
  ['2e9 images', ['train: 1000', 'train: 2e9']],
  ['less than one image', ['train: 1000', 'train: 1e-320']],
  ['minus ten images', ['train: 1000', 'train: -10']],
  ['not a number of images', ['train: 1000', 'train: .NaN']],
  ['minus no images', ['train: 1000', 'train: -0']],
  ['an effect of 1e308', ['minEffect: 0.01', 'minEffect: 1e308']],
  ['an effect below nothing', ['minEffect: 0.01', 'minEffect: -0.01']],
  ['an alpha of zero', ['minEffect: 0.01', 'alpha: 0']],
  ['a version of 1e999', ['epochal: 1', 'epochal: 1e999']],
  ['4,000 trials', ['seeds: [0]', 'seeds: { count: 2000 }']],
  [
    '2^100 variants',
    ['matrix: {', `matrix: { ${VARIABLES.map((name) => `${name}: [a, b], `).join('')}`],
  ],
  [
    'a trial whose name has 6 kB',
    ['matrix: {', `matrix: { ${VARIABLES.map((name) => `${name}: [""], `).join('')}`],
    ['mnist', `"mnist${VARIABLES.map((name) => `\${{ matrix.${name} }}`).join('')}"`],
  ],
];
