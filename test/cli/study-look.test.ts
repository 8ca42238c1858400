import { StudyLooks } from '../../cli/study-look.ts';
import type { StudyLook } from '../../cli/study-look.ts';

const SEEN: StudyLook = { startedMs: 5, waiting: [], slots: { used: 1, all: 2 } };

describe('looking at a study beside other work', () => {
  let nowMs: number;
  let looked: number;
  /** What the next look gives, and how long it takes. */
  let next: { readonly seen: StudyLook | null; readonly tookMs: number };
  const clock = (): number => nowMs;
  const looks = (): StudyLooks =>
    new StudyLooks(async () => {
      looked += 1;
      nowMs += next.tookMs;
      if (next.seen === null) throw new Error('no answer');
      return next.seen;
    });
  beforeEach(() => {
    nowMs = 0;
    looked = 0;
    next = { seen: SEEN, tookMs: 10 };
  });

  test('is done once a second, or less where it takes long', async () => {
    const study = looks();
    await study.refresh(clock);
    expect(study.latest).toEqual(SEEN);
    nowMs = 1009;
    await study.refresh(clock);
    expect(looked).toBe(1);
    nowMs = 1010;
    next = { seen: SEEN, tookMs: 500 };
    await study.refresh(clock);
    expect(looked).toBe(2);
    // Ten times as long as it took, from its end.
    nowMs = 1010 + 500 + 4999;
    await study.refresh(clock);
    expect(looked).toBe(2);
    nowMs += 1;
    await study.refresh(clock);
    expect(looked).toBe(3);
  });

  test('says that the server does not answer, and soon that it does again', async () => {
    const study = looks();
    await study.refresh(clock);
    nowMs = 2000;
    next = { seen: null, tookMs: 5000 };
    await study.refresh(clock);
    expect(study.latest).toEqual({
      startedMs: 5,
      waiting: ['the Temporal server does not answer'],
      slots: null,
    });
    nowMs = 8000;
    next = { seen: { ...SEEN, startedMs: null }, tookMs: 10 };
    await study.refresh(clock);
    expect(study.latest).toEqual(SEEN);
  });

  test('is not begun while it is under way', async () => {
    let end: (seen: StudyLook) => void = () => undefined;
    const study = new StudyLooks(() => {
      looked += 1;
      return new Promise((resolve) => (end = resolve));
    });
    const first = study.refresh(clock);
    await study.refresh(clock);
    expect(looked).toBe(1);
    end(SEEN);
    await first;
    expect(study.latest).toEqual(SEEN);
  });
});
