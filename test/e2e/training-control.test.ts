import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectPath } from './damage.ts';
import { Workspace } from './workspace.ts';

/** Every epoch is worse than what is asked for, whatever it learns: what follows is arithmetic. */
const SPEC = (study: string, epochs: number, how: string): string => `
epochal: 1
study: ${study}
data: { dataset: mnist, split: { train: 2000, validation: 500 } }
model: { layers: [flatten, dense: { units: 10 }] }
training:
  epochs: ${epochs}
  batchSize: 128
  optimizer: { sgd: { learningRate: 0.1, momentum: 0.5 } }
  ${how}
`;
const EARLY = 'earlyStopping: { monitor: validation.accuracy, patience: 2, minDelta: 1 }';
const PLATEAU = 'schedule: { reduceOnPlateau: { patience: 0, threshold: 0.99, factor: 0.5 } }';

describe('a trial that looks at its metrics', () => {
  const workspace = new Workspace();
  const fresh = new Workspace();
  afterAll(() => Promise.all([workspace.remove(), fresh.remove()]));

  const run = async (where: Workspace, study: string, epochs: number, how: string) => {
    writeFileSync(join(where.folder, `${study}.yaml`), SPEC(study, epochs, how));
    const ran = await where.epochal('run', `${study}.yaml`);
    expect(ran.stderr + String(ran.code)).toMatch(/0$/);
    const [trial] = (await where.results(study)).results.trials;
    return { ran, trial: trial! };
  };

  test('is done, and tested on its best epoch, when nothing improves any more', async () => {
    const { ran, trial } = await run(workspace, 'early', 6, EARLY);
    // Epoch 1 is the best so far; 2 and 3 do not improve on it by 1.
    const accuracy = trial.epochs[0]!.validation.accuracy;
    expect(trial.status).toBe('done');
    expect(trial.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(trial.earlyStop).toEqual({
      epoch: 3,
      monitor: 'validation.accuracy',
      best: { epoch: 1, value: accuracy },
    });
    expect(trial.test).not.toBeNull();
    const why = 'stopped after epoch 3: validation.accuracy had not improved since epoch 1';
    expect(ran.stdout).toContain(why);
    const status = await workspace.epochal('status');
    expect(status.stdout).toMatch(/early.* done +1\/1 +3\/3/);
    const report = await workspace.exec('cat', ['reports/early/report.md']);
    expect(report.stdout).toContain(why);
  });

  test('is found stopped by a study with more epochs, and goes on in one with more patience', async () => {
    const { trial: before } = await run(workspace, 'early', 6, EARLY);
    const { trial: longer } = await run(workspace, 'early', 20, EARLY);
    expect(longer).toEqual(before);
    const patient = EARLY.replace('patience: 2', 'patience: 3');
    const { trial: on } = await run(workspace, 'early', 6, patient);
    const states = on.epochs.map(({ checkpoint }) => checkpoint);
    expect(states.slice(0, 3)).toEqual(before.epochs.map(({ checkpoint }) => checkpoint));
    expect(on.earlyStop).toMatchObject({ epoch: 4, best: { epoch: 1 } });
  });

  test('goes on from its commits with the learning rate that the plateau has left', async () => {
    await run(workspace, 'plateau', 2, PLATEAU);
    const { trial: extended } = await run(workspace, 'plateau', 4, PLATEAU);
    const { trial: straight } = await run(fresh, 'plateau', 4, PLATEAU);
    expect(extended).toEqual(straight);
    // Epoch 2 is the first that does not improve: epoch 3 is the first with half the rate.
    const { trial: constant } = await run(fresh, 'constant', 4, 'schedule: constant');
    const same = constant.epochs.map(
      ({ checkpoint }, i) => checkpoint === straight.epochs[i]!.checkpoint,
    );
    expect(same).toEqual([true, true, false, false]);
  });

  test.each(['early', 'plateau'])(
    'is made again as it was when the store has lost parts of it: %s',
    async (study) => {
      const before = await workspace.results(study);
      const epochs = before.results.trials[0]!.epochs;
      const trained = before.provenance.events.findLast(({ step }) => step === 'train')!;
      const { checkpoint } = epochs[trained.epoch! - 1]!;
      rmSync(objectPath(workspace, 'artifacts', checkpoint));
      rmSync(objectPath(workspace, 'records', trained.key));
      rmSync(objectPath(workspace, 'artifacts', epochs.at(-1)!.commit));
      expect((await workspace.epochal('run', `${study}.yaml`)).code).toBe(0);
      const after = await workspace.results(study);
      expect(after.text).toBe(before.text);
      expect(existsSync(objectPath(workspace, 'artifacts', checkpoint))).toBe(true);
    },
  );
});
