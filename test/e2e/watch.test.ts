import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findTemporal } from '../../cli/setup/temporal.ts';
import { distFile } from '../../environment/package.ts';
import { openExistingStore } from '../../store/open.ts';
import { newestRun } from '../../store/runs.ts';
import { VirtualTerminal } from '../cli/live/virtual-terminal.ts';
import { RELU, Workspace, committed, eventually, small, untilPrinted } from './workspace.ts';
import type { Ran } from './workspace.ts';

describe('`epochal watch`', () => {
  const workspace = new Workspace({ EPOCHAL_SLOTS: '2' });
  // Long enough to be found running by every command below; `stop` ends it.
  const long = [...small(1000), '--set', 'study=long'];
  afterAll(() => workspace.remove());

  beforeAll(async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
    const ran = await workspace.epochal('run', RELU, ...long, '--detach');
    expect(ran.stdout).toContain('epochal watch long');
    await eventually(async () => (await committed(workspace, 'long')) > 2);
  });

  test('finds a study from when `run --detach` names it', async () => {
    const command = workspace.start('run', RELU, ...small(1000), '--set', 'study=new', '--detach');
    await untilPrinted(command, 'epochal watch new');
    const store = await openExistingStore(join(workspace.folder, '.epochal/store'));
    expect(await newestRun(store!, 'new')).toMatch(/^new@/);
    expect((await workspace.epochal('stop', 'new')).code).toBe(0);
  });

  async function goesOn(): Promise<void> {
    const before = await committed(workspace, 'long');
    await eventually(async () => (await committed(workspace, 'long')) > before);
    expect((await workspace.results('long')).results.status).toBe('running');
  }

  test('shows a study that runs, line by line where there is no terminal', async () => {
    const command = workspace.start('watch', 'long');
    await untilPrinted(command, 'linear · seed 0  epoch 3  train loss');
    command.kill('SIGINT');
    expect(await once(command, 'exit')).toEqual([130, null]);
    await goesOn();
  });

  test('shows a study on a terminal of 80 columns in place, and gives the cursor back at Ctrl-C', async () => {
    const node = [process.execPath, distFile('cli/main.js'), 'watch', 'long'].join(' ');
    const command = spawn('script', ['-qefc', `stty cols 80 rows 24; exec ${node}`, '/dev/null'], {
      cwd: workspace.folder,
      env: { ...process.env, NO_COLOR: '1', TERM: 'xterm' },
    });
    let printed = '';
    command.stdout.on('data', (chunk) => (printed += String(chunk)));
    const screen = (): VirtualTerminal => {
      const terminal = new VirtualTerminal(80);
      terminal.write(printed);
      return terminal;
    };
    const curve = '[▁▂▃▄▅▆▇█]{2,} +\\d\\.\\d{4}';
    const row = new RegExp(`^linear · seed 0 +epoch +\\d+/1000 +${curve} +${curve} +\\d+ \\w+$`);
    await eventually(() => screen().lines.some((line) => row.test(line)));
    await eventually(() => screen().lines.some((line) => line.includes('of 2 slots at work')));
    expect(screen().lines.filter((line) => line.startsWith('linear'))).toHaveLength(1);
    expect(screen().cursorVisible).toBe(false);
    command.stdin.write('\u0003');
    expect(await once(command, 'exit')).toEqual([130, null]);
    expect(screen().cursorVisible).toBe(true);
    expect(printed).toContain('long goes on.');
    await goesOn();
  });

  test('shows one run of a study by its name', async () => {
    const { results } = await workspace.results('long');
    const command = workspace.start('watch', results.run);
    await untilPrinted(command, 'epoch 1');
    command.kill('SIGINT');
    expect(await once(command, 'exit')).toEqual([130, null]);
  });

  test('is not misled by a signal that somebody sends in a trial’s place', async () => {
    const temporal = (await findTemporal())!.path;
    const { address } = workspace.supervisor()!;
    const workflow = (...args: string[]): Promise<Ran> =>
      workspace.exec(temporal, ['workflow', ...args, '--address', address, '-w', 'long']);
    const told = JSON.stringify({
      epoch: 5,
      status: 'running',
      metrics: { validation: { loss: '' } },
    });
    for (const inputs of [['0', 'null'], ['0', told], ['99', told], ['"x"']]) {
      const input = inputs.flatMap((text) => ['--input', text]);
      expect((await workflow('signal', '--name', 'progress', ...input)).code).toBe(0);
    }
    const asked = await workflow('query', '--type', 'progress', '-o', 'json');
    const [{ trials }] = JSON.parse(asked.stdout).queryResult;
    expect(trials).toHaveLength(2);
    expect(trials[0]).toMatchObject({ seed: 0, status: 'running', epochs: 1000 });
    expect(trials[0].metrics?.validation.loss).not.toBe('');
    await goesOn();
  });

  test('prints how a study has ended, as `results` does, and ends as `run` would', async () => {
    const command = workspace.start('watch', 'long');
    await untilPrinted(command, 'epoch 1');
    let rest = '';
    command.stdout!.on('data', (chunk) => (rest += String(chunk)));
    const ended = once(command, 'exit');
    await workspace.epochal('stop', 'long');
    expect(await ended).toEqual([1, null]);
    const { stdout } = await workspace.epochal('results', 'long');
    expect(rest).toContain(stdout);
    expect(await workspace.epochal('watch', 'long')).toEqual({ code: 1, stdout, stderr: '' });
  });

  test('does not know a study that is not there', async () => {
    const { code, stderr } = await workspace.epochal('watch', 'other');
    expect(code).toBe(3);
    expect(stderr).toContain('No study "other"');
  });

  test('starts nothing: what was interrupted stays so, and how it goes on is said', async () => {
    await workspace.epochal('run', RELU, ...long, '--detach');
    await workspace.epochal('down');
    const { code, stderr } = await workspace.epochal('watch', 'long');
    expect(code).toBe(3);
    expect(stderr).toContain('goes on with the next `epochal run` or `epochal up`');
    expect((await workspace.epochal('status')).stdout).toContain('Nothing is running');
  });
});
