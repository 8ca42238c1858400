import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { canonicalJson } from '../../study/canonical.ts';
import { digestOf, sha256 } from '../../study/digest.ts';
import { flipByte, objectPath } from './damage.ts';
import { RELU, Workspace, small } from './workspace.ts';

describe('a step that gives another result than the one that is recorded', () => {
  const workspace = new Workspace();
  const undisturbed = new Workspace();
  afterAll(async () => {
    await workspace.remove();
    await undisturbed.remove();
  });

  test('stops its trial with both results; the other trials finish', async () => {
    expect((await workspace.epochal('run', RELU, ...small(3))).code).toBe(0);
    const { results, provenance } = await workspace.results('relu');
    const relu = results.trials.findIndex(({ variant }) => variant['activation'] === 'relu');
    const second = results.trials[relu]!.epochs[1]!;
    const { key } = provenance.events.find(
      ({ step, trial, epoch }) => step === 'train' && trial === relu && epoch === 2,
    )!;
    // A record that is whole, and says what never was; and a reason to compute the epoch again.
    const other = sha256('another state');
    const body = { key, step: 'train', result: { state: other, metrics: second.train } };
    writeFileSync(
      objectPath(workspace, 'records', key),
      canonicalJson({ body, sha256: digestOf(body) }),
    );
    flipByte(objectPath(workspace, 'artifacts', second.checkpoint));

    const ran = await workspace.epochal('run', RELU, ...small(4));
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('gave two results for the key');
    expect(ran.stdout).toContain(other);
    expect(ran.stdout).toContain(second.checkpoint);
    const { results: after } = await workspace.results('relu');
    expect(after.status).toBe('failed');
    expect(after.trials.map(({ status }) => status)).toEqual(['done', 'failed']);

    // Where the record came from is mended: what failed is run again, from the store's spec.
    rmSync(objectPath(workspace, 'records', key));
    const retried = await workspace.epochal('retry', 'relu');
    expect(retried.code).toBe(0);
    expect((await undisturbed.epochal('run', RELU, ...small(4))).code).toBe(0);
    const { text } = await workspace.results('relu');
    expect(text).toBe((await undisturbed.results('relu')).text);
    const state = readFileSync(objectPath(workspace, 'artifacts', second.checkpoint));
    expect(sha256(state)).toBe(second.checkpoint);
  });

  test('has nothing to retry when nothing failed', async () => {
    const retried = await workspace.epochal('retry', 'relu');
    expect(retried.code).toBe(0);
    expect(retried.stdout).toContain('there is nothing to retry');
  });
});
