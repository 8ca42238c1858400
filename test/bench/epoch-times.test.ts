import { epochWallMs, trainerEpochs } from '../../bench/epoch-times.ts';
import type { RequestReading } from '../../bench/readings.ts';
import type { ProvenanceEvent } from '../../study/results.ts';

function event(step: string, trial: number, epoch: number, time: string): ProvenanceEvent {
  const who = { key: 'sha256:0', worker: 'host:1', attempt: 1, durationMs: 5 };
  return { ...who, step, trial, epoch, time: `2026-01-01T00:00:${time}Z` };
}

describe('the wall time of an epoch', () => {
  test('is from the commit before to its own, and the first has none', () => {
    const events = [
      event('checkpoint', 0, 1, '10.000'),
      event('train', 0, 2, '11.100'),
      event('validate', 0, 2, '11.200'),
      event('checkpoint', 0, 2, '11.300'),
      event('checkpoint', 0, 3, '12.550'),
    ];
    expect([...epochWallMs(events, 0)]).toEqual([
      [2, 1300],
      [3, 1250],
    ]);
  });

  test("leaves other trials' commits out", () => {
    const events = [
      event('checkpoint', 0, 1, '10.000'),
      event('checkpoint', 1, 1, '10.900'),
      event('checkpoint', 1, 2, '11.900'),
      event('checkpoint', 0, 2, '12.000'),
    ];
    expect([...epochWallMs(events, 0)]).toEqual([[2, 2000]]);
    expect([...epochWallMs(events, 1)]).toEqual([[2, 1000]]);
  });

  test('is unknown where the commit before was found and not made', () => {
    const events = [event('checkpoint', 0, 1, '10.000'), event('checkpoint', 0, 3, '12.000')];
    expect([...epochWallMs(events, 0)]).toEqual([]);
  });
});

describe('an epoch as its trainer saw it', () => {
  function request(
    type: RequestReading['request'],
    epoch: number,
    beganMs: number,
    endedMs: number,
  ): RequestReading {
    return { request: type, epoch, beganMs, endedMs, peakBytes: 0 };
  }

  test('is idle where neither of its two requests is under way', () => {
    const readings = [
      request('train', 1, 1000, 2000),
      request('evaluate', 0, 2020, 2120),
      request('train', 2, 2150, 3150),
      request('evaluate', 0, 3170, 3270),
    ];
    // 1000 to 2150 is 1150 ms: 1000 + 100 at work, 20 + 30 idle.
    expect(trainerEpochs(readings)).toEqual([
      { epoch: 1, trainMs: 1000, validateMs: 100, idleMs: 50 },
    ]);
  });

  test('counts only when this trainer computed the next one too', () => {
    const readings = [
      request('describe', 0, 0, 500),
      request('train', 1, 1000, 2000),
      request('evaluate', 0, 2020, 2120),
      request('evaluate', 0, 2200, 2300),
      request('train', 5, 9000, 9900),
      request('evaluate', 0, 9910, 9990),
      request('train', 7, 12_000, 13_000),
    ];
    expect(trainerEpochs(readings)).toEqual([]);
  });
});
