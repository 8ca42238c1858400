import { parseOptions, usage } from '../../chaos/options.ts';

describe('the options', () => {
  test('take a study, a number of kills, a seed, faults and a limit', () => {
    const args = ['--spec', 'a.yaml', '--kills', '7', '--rng-seed', '3', '--minutes', '2'];
    const parsed = parseOptions([...args, '--faults', 'mirror, trainer-kill']);
    if (parsed === 'help') throw new Error('that was no call for help');
    const { study, kills, rngSeed, minutes, faults } = parsed;
    expect({ study, kills, rngSeed, minutes }).toEqual({
      study: ['a.yaml'],
      kills: 7,
      rngSeed: 3,
      minutes: 2,
    });
    expect(faults.map(({ name }) => name).sort()).toEqual([
      'mirror-cut-off',
      'mirror-slow',
      'mirror-wrong',
      'trainer-kill',
    ]);
  });

  test('that can not be are refused by name', () => {
    expect(() => parseOptions(['--faults', 'worker-kil'])).toThrow(/worker-kil/);
    expect(() => parseOptions(['--kills', '0'])).toThrow(/--kills is "0"/);
    expect(() => parseOptions(['--rng-seed', '1.5'])).toThrow(/--rng-seed/);
    expect(() => parseOptions(['--fast'])).toThrow(/--fast/);
  });

  test('list every fault with a line', () => {
    expect(parseOptions(['--faults', 'list'])).toBe('help');
    expect(parseOptions(['--help'])).toBe('help');
    for (const name of ['trainer-kill', 'server-away', 'store-full', 'mirror-slow', 'clock-jump']) {
      expect(usage()).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
    }
  });
});
