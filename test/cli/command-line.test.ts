import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distFile } from '../../environment/package.ts';
import { Workspace, RELU } from '../e2e/workspace.ts';

describe('the command line', () => {
  const workspace = new Workspace();
  afterAll(() => workspace.remove());

  const COMMANDS = [
    ...['run', 'up', 'down', 'status', 'stop', 'validate', 'plan', 'worker', 'server', 'results'],
    ...['export', 'doctor', 'init'],
  ];

  test.each(COMMANDS)('%s has help with an example', async (command) => {
    const ran = await workspace.epochal(command, '--help');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(`Usage: epochal ${command}`);
    expect(ran.stdout).toMatch(/Example:\n {2}\$ .*epochal/);
    for (const line of ran.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('a spec with errors ends with 2 and prints them to standard error', async () => {
    writeFileSync(join(workspace.folder, 'bad.yaml'), 'epochal: 1\nstudy: x\nmodle: {}\n');
    const ran = await workspace.epochal('validate', 'bad.yaml');
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain('bad.yaml:3:1');
    expect(ran.stderr).toContain('Did you mean `model`?');
  });

  test('a spec that is not there ends with 2 and says which', async () => {
    const ran = await workspace.epochal('run', 'nowhere.yaml');
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('nowhere.yaml');
  });

  test('a valid spec is said to be so, in a line', async () => {
    const ran = await workspace.epochal('validate', RELU, '--set', 'training.epochs=3');
    expect(ran.code).toBe(0);
    const [line, ...power] = ran.stdout.trimEnd().split('\n');
    expect(line).toMatch(/is valid: relu@[0-9a-f]{8}, 2 trials, 6 epochs in all\.$/);
    expect(power.join(' ')).toBe(
      "The hypothesis can't be supported with 1 seed, whatever comes out: one difference has no " +
        'spread. It takes at least 2 seeds.',
    );
  });

  test('`plan` prints the steps with their edges, and the trials', async () => {
    const { stdout } = await workspace.epochal('plan', RELU);
    for (const step of ['download', 'split', 'train', 'test', 'compare', 'plot', 'report']) {
      expect(stdout).toMatch(new RegExp(`^${step} +${step} +(study|trial)`, 'm'));
    }
    // 784 · 512 + 512 and 512 · 10 + 10
    for (const line of ['flatten +784', 'dense 512 +512 +401,920', 'relu +512', 'all +407,050']) {
      expect(stdout).toMatch(new RegExp(`^ *\\d* +${line}$`, 'm'));
    }
    expect(stdout).not.toContain('schedule');
  });

  test.each(['validate', 'plan'])(
    '`%s` warns beside its answer, and does not fail',
    async (name) => {
      const warned = 'checkpoint.monitor=train.loss';
      const ran = await workspace.epochal(name, RELU, '--set', warned);
      expect(ran.code).toBe(0);
      expect(ran.stderr).toMatch(/^--set warning training-monitor: The best epoch is then .*\n/);
      expect(ran.stderr).toMatch(/\n1 warning\n\n$/);
      expect(ran.stdout).not.toContain('warning');
    },
  );

  test('`plan` says when a longer study would be computed anew', async () => {
    const anew = 'The schedule ends with the study: with more epochs every epoch is another';
    const cosine = await workspace.epochal('plan', RELU, '--set', 'training.schedule=cosine');
    expect(cosine.stdout).toContain(anew);
    const set = 'training.schedule={ cosine: { over: 50 } }';
    expect((await workspace.epochal('plan', RELU, '--set', set)).stdout).not.toContain(anew);
  });

  test('long output goes through a pipe whole', async () => {
    const command = ['epochal', 'plan', RELU, '--set', 'seeds={count: 500}', '--json'];
    const main = [process.execPath, distFile('cli/main.js'), ...command.slice(1)];
    const line = main.map((word) => `'${word}'`).join(' ');
    const piped = await workspace.exec('sh', ['-c', `${line} | wc -c`]);
    await workspace.exec('sh', ['-c', `${line} > plan.json`]);
    const whole = await workspace.exec('wc', ['-c', 'plan.json']);
    expect(parseInt(whole.stdout, 10)).toBeGreaterThan(100_000);
    expect(parseInt(piped.stdout, 10)).toBe(parseInt(whole.stdout, 10));
  });

  test('what it does not know, it says, and ends with 2', async () => {
    const unknown = await workspace.epochal('rnu', RELU);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('Did you mean run?');
    expect((await workspace.epochal('run')).code).toBe(2);
    expect((await workspace.epochal('run', RELU, '--fast')).code).toBe(2);
  });

  test('asking for results where there is no store makes none', async () => {
    const ran = await workspace.epochal('results', 'relu');
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('there is no store');
    expect((await workspace.exec('ls', ['-A'])).stdout).not.toContain('.epochal');
  });

  test('a server that is not there is named, and ends with 3', async () => {
    const away = new Workspace({ TEMPORAL_ADDRESS: '127.0.0.1:9' });
    const ran = await away.epochal('stop', 'relu');
    await away.remove();
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('No Temporal server answers at 127.0.0.1:9');
  });
});
