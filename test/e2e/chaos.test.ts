import { runCommand } from '../../environment/command.ts';
import { distFile } from '../../environment/package.ts';

// Kills of everything that can be killed, and a damage of each kind. Faults that last long by
// themselves (a hang, a server away for a minute) are for the long run of docs/reliability.md.
const FAULTS = [
  ...['trainer-kill', 'worker-kill', 'server-kill', 'all-kill', 'worker-term'],
  ...['artifact-flipped', 'record-flipped'],
];

describe('a study under faults', () => {
  test('comes to the same results, byte for byte', async () => {
    const table = await runCommand(process.execPath, [
      distFile('chaos/main.js'),
      ...['--kills', String(FAULTS.length), '--rng-seed', '1', '--minutes', '4'],
      ...['--faults', FAULTS.join(',')],
    ]);
    const rows = table.split('\n').map((line) => line.trim().split(/ {2,}/));
    for (const fault of FAULTS) {
      const [, injected, , , , ...rest] = rows.find(([name]) => name === fault) ?? [];
      expect([fault, injected]).toEqual([fault, '1']);
      expect(rest.at(-1) ?? '0').toBe('0');
    }
    expect(table).not.toContain('DIFFERENCE');
  }, 400_000);
});
