import { chaosTable } from '../../chaos/table.ts';
import type { Injection } from '../../chaos/table.ts';

const injection = (fault: string, recoverySeconds: number | null, recomputed = 0): Injection => ({
  fault,
  moment: 'random',
  recoverySeconds,
  recomputed,
  differences: recoverySeconds === null ? ['no progress within 120 s'] : [],
});

describe('the table', () => {
  test('has a row a fault, with its target and whether it was missed', () => {
    const table = chaosTable(
      'fault',
      [
        injection('worker-kill', 2),
        injection('worker-kill', 9, 1),
        injection('worker-kill', 8),
        injection('trainer-kill', 1, 2),
        injection('trainer-kill', null),
      ],
      new Map([
        ['worker-kill', 7],
        ['trainer-kill', 7],
      ]),
    );
    expect(table).toBe(`\
fault         injected  median s  worst s  target s  recomputed  differences
────────────────────────────────────────────────────────────────────────────
trainer-kill         2       1.0      1.0         7           2            1
worker-kill          3       8.0      9.0  7 missed           1            0
────────────────────────────────────────────────────────────────────────────
all                  5       5.0      9.0                     3            1
`);
  });

  test('has a row a moment too', () => {
    const injections = [injection('worker-kill', 2), injection('trainer-kill', 4)];
    expect(chaosTable('moment', injections, new Map())).toMatch(/^random +2 +3\.0 +4\.0 +0 +0$/m);
  });
});
