import { join } from 'node:path';
import { parseEpochLine } from '../../bench/epoch-line.ts';
import { parseOptions } from '../../bench/options.ts';
import { parseReadings } from '../../bench/readings.ts';

describe('what the probe wrote', () => {
  test('is one reading a line', () => {
    expect(parseReadings('{"p99Ms":3}\n{"p99Ms":4}\n')).toEqual([{ p99Ms: 3 }, { p99Ms: 4 }]);
  });

  test('does not count where a killed process left half a line', () => {
    expect(parseReadings('{"p99Ms":3}\n{"p99')).toEqual([{ p99Ms: 3 }]);
    expect(parseReadings('')).toEqual([]);
  });
});

describe('what `epochal run` prints', () => {
  test('tells a trial and its epoch', () => {
    const line =
      'activation=relu · seed 0  epoch 12  train loss 0.0312 accuracy 0.9912  validation';
    expect(parseEpochLine(line)).toEqual({ trial: 'activation=relu · seed 0', epoch: 12 });
  });

  test('has lines that tell none', () => {
    expect(parseEpochLine('Started relu@12345678: 2 trials of 50 epochs.')).toBeNull();
  });
});

describe('the options', () => {
  test("write beside the working folder's other state, and keep the study short", () => {
    const out = join(process.cwd(), '.epochal', 'bench-results.json');
    expect(parseOptions([])).toEqual({ out, full: false });
  });

  test('take a file and the full study', () => {
    expect(parseOptions(['--full', '--out', '/tmp/x.json'])).toEqual({
      out: '/tmp/x.json',
      full: true,
    });
  });

  test('that there are not are refused by name', () => {
    expect(() => parseOptions(['--fast'])).toThrow(/--fast/);
  });
});
