import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { isHere, reasonWithout } from '../engine/backends.ts';
import { describeIf } from '../skip.ts';
import { Workspace, eventually, freePort, small, RELU } from './workspace.ts';

const BACKENDS = ['tensorflow', 'wasm'] as const;
type Backend = (typeof BACKENDS)[number];

describeIf(
  isHere('tensorflow'),
  reasonWithout('tensorflow'),
  'a study on two workers with different arithmetic',
  () => {
    let workspace: Workspace;
    let server: ChildProcess;
    const workers = new Map<Backend, ChildProcess>();
    const ONE = ['--set', 'matrix.activation=[relu]', '--set', 'hypotheses=[]'];

    beforeAll(async () => {
      const port = await freePort();
      workspace = new Workspace({ TEMPORAL_ADDRESS: `127.0.0.1:${port}`, EPOCHAL_SLOTS: '1' });
      server = workspace.start('server', '--port', String(port));
      for (const backend of BACKENDS) startWorker(backend);
    });
    afterAll(async () => {
      const processes = [...workers.values(), server];
      for (const command of processes) {
        if (command.exitCode !== null || command.signalCode !== null) continue;
        command.kill('SIGTERM');
        await once(command, 'exit');
      }
      await workspace.remove();
    });

    function startWorker(backend: Backend): void {
      workers.set(backend, workspace.startWith({ EPOCHAL_BACKEND: backend }, 'worker'));
    }

    async function stopWorker(backend: Backend): Promise<void> {
      const worker = workers.get(backend)!;
      worker.kill('SIGTERM');
      await once(worker, 'exit');
    }

    /** The backend that a study's only trial is pinned to, once it has done some epochs. */
    async function pinnedTo(study: string, epochs: number): Promise<Backend> {
      return eventually(async () => {
        const { code, stdout } = await workspace.epochal('results', study, '--json');
        if (code !== 0) return null;
        const { results, provenance } = JSON.parse(stdout) as Awaited<
          ReturnType<Workspace['results']>
        >;
        if ((results.trials[0]?.epochs.length ?? 0) < epochs) return null;
        return provenance.engines[results.arithmetic!]!.backend as Backend;
      });
    }

    const other = (backend: Backend): Backend => BACKENDS.find((b) => b !== backend)!;

    test('each trial stays on the arithmetic it began with', async () => {
      const seeds = ['--set', 'seeds=[0, 1, 2, 3]', '--set', 'study=both'];
      expect((await workspace.epochal('run', RELU, ...small(3), ...ONE, ...seeds)).code).toBe(0);
      const { results, provenance } = await workspace.results('both');
      expect(results.trials.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);
      for (const [index] of results.trials.entries()) {
        const steps = provenance.events.filter(
          ({ step, trial }) => trial === index && ['train', 'validate', 'test'].includes(step),
        );
        expect(steps).toHaveLength(3 + 3 + 1);
        expect(new Set(steps.map(({ worker }) => worker)).size).toBe(1);
      }
    });

    test('a trial whose worker is gone says what it waits for and who is there, and goes on when it is back', async () => {
      const spec = [...small(1000), ...ONE, '--set', 'study=pinned'];
      expect((await workspace.epochal('run', RELU, ...spec, '--detach')).code).toBe(0);
      const backend = await pinnedTo('pinned', 2);
      await stopWorker(backend);
      const { results } = await workspace.results('pinned');
      const status = await eventually(async () => {
        const { stdout } = await workspace.epochal('status');
        return stdout.includes('; there is ') ? stdout : null;
      });
      expect(status).toMatch(/^pinned +pinned@\w+ +waiting /m);
      const wanted = results.arithmetic!.slice(0, 12);
      expect(status).toContain(
        `pinned: waits for a worker with the arithmetic ${wanted}; there is `,
      );
      expect(status).toContain(`(${other(backend)})`);
      startWorker(backend);
      await pinnedTo('pinned', results.trials[0]!.epochs.length + 3);
      expect((await workspace.results('pinned')).results.arithmetic).toBe(results.arithmetic);
      expect((await workspace.epochal('stop', 'pinned')).code).toBe(0);
    });

    test('with `arithmetic: any` it goes on with the other one, and says where', async () => {
      const epochs = 1000;
      const spec = [...small(epochs), ...ONE, '--set', 'arithmetic=any', '--set', 'study=any'];
      expect((await workspace.epochal('run', RELU, ...spec, '--detach')).code).toBe(0);
      const backend = await pinnedTo('any', 2);
      await stopWorker(backend);
      const { results: before } = await workspace.results('any');
      const kept = before.trials[0]!.epochs;
      // Temporal counts a worker as there for about a minute after its last poll.
      const after = await eventually(async () => {
        const { results } = await workspace.results('any');
        return results.trials[0]!.epochs.length > kept.length + 2 ? results : null;
      });
      const [crossing] = after.trials[0]!.crossings!;
      expect(crossing!.from).toBe(before.arithmetic);
      expect(crossing!.epoch).toBeGreaterThan(kept.length);
      expect(after.arithmetic!.split(' ').toSorted()).toEqual(
        [crossing!.from, crossing!.to].toSorted(),
      );
      expect(after.trials[0]!.epochs.slice(0, kept.length)).toEqual(kept);
      const { provenance } = await workspace.results('any');
      const backends = Object.values(provenance.engines).map((engine) => engine.backend);
      expect(backends.toSorted()).toEqual([...BACKENDS]);
      expect((await workspace.epochal('stop', 'any')).code).toBe(0);
    }, 240_000);
  },
);
