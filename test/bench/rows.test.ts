import type { LoopReading } from '../../bench/readings.ts';
import { toRows } from '../../bench/rows.ts';
import type { Measured } from '../../bench/rows.ts';
import { extrapolate } from '../../bench/whole-study.ts';
import type { StudyRun, WholeStudy } from '../../bench/whole-study.ts';

function studyRun(seconds: number, epochMs: number, p99Ms = 10): StudyRun {
  const loop: LoopReading = { samples: 100, p50Ms: 0, p99Ms, maxMs: 20, peakBytes: 3e8 };
  const peaks = { trainerPeakBytes: 4e8, workerPeakBytes: 3e8 };
  return { seconds, epochMs, atWork: loop, atEnd: loop, ...peaks };
}

const study: WholeStudy = {
  epochs: 5,
  epochal: [studyRun(10, 1000), studyRun(12, 1000)],
  script: {
    tensors: [
      { seconds: 20, epochSeconds: [3, 3, 3, 9] },
      { seconds: 22, epochSeconds: [4, 4, 4, 4] },
    ],
    torchvision: null,
  },
};

const measured: Measured = {
  helpSeconds: 0.1,
  slowestInput: { name: 'a file full of quotes', ms: 1001, inputs: 300 },
  oneSlot: {
    epochal: [
      [1200, 1300],
      [1100, 9000],
    ],
    torch: [
      [1000, 1000],
      [1000, 2000],
    ],
    trainer: [{ epoch: 2, trainMs: 1000, validateMs: 100, idleMs: 61 }],
    secondRunSeconds: 0.5,
    trainerPeakBytes: 1.3e9,
  },
  longTrial: {
    epochs: 600,
    worker: { early: 100e6, late: 110e6 },
    trainer: { early: 100e6, late: 111e6 },
  },
  wholeStudy: study,
};

function row(of: Measured, what: string) {
  return toRows(of).find((candidate) => candidate.what.includes(what));
}

describe('the table', () => {
  test('compares medians over all blocks, so that one slow epoch changes nothing', () => {
    // The middle of 1100, 1200, 1300, 9000 is 1250, of 1000, 1000, 1000, 2000 it is 1000.
    expect(row(measured, 'ratio')).toMatchObject({ measured: '1.25 ×', ok: false });
  });

  test('says where a target was missed, by however little', () => {
    expect(row(measured, 'orchestration')).toMatchObject({ target: '≤ 60', ok: false });
    expect(row(measured, 'A trainer')).toMatchObject({ measured: '1.30 GB', ok: false });
    expect(row(measured, '300 hostile inputs, a file full of quotes')).toMatchObject({
      measured: '1001.0 ms',
      ok: false,
    });
    expect(row(measured, 'event-loop')).toMatchObject({ measured: '10.0 ms', ok: true });
  });

  test('takes the worst of the runs where a target is about the worst', () => {
    const runs = { ...study, epochal: [studyRun(10, 1000, 5), studyRun(10, 1000, 51)] };
    const worse = { ...measured, wholeStudy: runs };
    expect(row(worse, 'event-loop')).toMatchObject({ measured: '51.0 ms', ok: false });
  });

  test('calls memory flat while it grows by a tenth at most, for worker and trainer each', () => {
    const rows = toRows(measured);
    const worker = rows.findIndex(({ what }) => what.startsWith("The worker's own memory"));
    expect(rows.slice(worker, worker + 6)).toMatchObject([
      { measured: '100.0 MB' },
      { what: '  after 600', measured: '110.0 MB' },
      { measured: '1.10 ×', target: '≤ 1.1', ok: true },
      { what: "The trainer's own memory after 200 tiny epochs" },
      { measured: '111.0 MB' },
      { measured: '1.11 ×', ok: false },
    ]);
  });

  test('has no verdict on what could not be compared', () => {
    const alone: Measured = {
      ...measured,
      oneSlot: { ...measured.oneSlot, torch: null },
      wholeStudy: { ...study, script: { tensors: null, torchvision: null } },
    };
    const ratios = toRows(alone).filter(({ what }) => /^ +ratio/.test(what));
    expect(ratios.length).toBeGreaterThan(0);
    for (const { what, measured: shown, ok } of ratios) {
      expect(what).toMatch(/: no torch(vision)?$/);
      expect(shown).toBe('not measured');
      expect(ok).toBeNull();
    }
  });

  test('judges a study of 50 epochs as measured, a shorter one as extrapolated', () => {
    const missing = { what: '    ratio, extrapolated: no torchvision', ok: null };
    // 56 s against 357 s, as below.
    const extrapolated = { measured: '0.16 ×', target: '≤ 0.25', ok: true };
    const short = toRows(measured).filter(({ what }) => what.includes('ratio, extrapolated'));
    expect(short).toMatchObject([missing, extrapolated]);
    const full = { ...measured, wholeStudy: { ...study, epochs: 50 } };
    expect(row(full, 'extrapolated')).toBeUndefined();
    // 11 s, the median of 10 and 12, against 20 + 22.
    const ratios = toRows(full).filter(({ what }) => /^ +ratio/.test(what));
    expect(ratios.at(-1)).toMatchObject({ measured: '0.26 ×', target: '≤ 0.25', ok: false });
  });
});

test('each epoch more takes the median epoch, the variants of the script one after the other', () => {
  // 11 + 45 · 1 and 42 + 45 · (3 + 4).
  expect(extrapolate(study, 50)).toEqual({
    epochal: 56,
    script: { tensors: 357, torchvision: null },
  });
});
