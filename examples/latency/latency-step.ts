// A type of step: what it takes, what it gives, and how it finds that.
import { fork } from 'node:child_process';
import { defineStep } from 'epochal';
import type { Measured, Message, Request } from './measure.js';

export const latencyStep = defineStep({
  name: 'acme/latency',
  version: 1,
  doc: 'Measures a trained model: its weights, and how long it takes for one sample.',
  per: 'trial',
  inputs: { state: 'state', runs: 'number' },
  outputs: { weights: 'number', bytes: 'number', milliseconds: 'number' },
  deterministic: false, // a time never repeats: the first one counts
  async run({ state, runs }, { store, progress, signal }) {
    const request: Request = {
      file: await store.file(state.state),
      layers: state.layers,
      inputs: state.shape.reduce((product, size) => product * size, 1),
      runs,
    };
    // It keeps a processor busy: in a process of its own the worker's heartbeats go on.
    const child = fork(require.resolve('./measure'), { signal });
    child.send(request);
    return new Promise<Measured>((resolve, reject) => {
      child.on('message', (message: Message) => {
        if ('error' in message) reject(new Error(message.error));
        else if ('done' in message) progress({ runs: `${message.done} of ${runs}` });
        else resolve(message);
      });
      child.once('error', reject); // the signal's too
      child.once('exit', (code) => reject(new Error(`measure ended with ${code}`)));
    });
  },
});
