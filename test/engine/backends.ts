import { loadBackend } from '../../engine/backend.ts';
import type { Backend } from '../../engine/backend.ts';
import { locateBackends } from '../../engine/locate.ts';
import type { BackendName } from '../../engine/locate.ts';
import { describeIf } from '../skip.ts';

/** Declares the same tests for each CPU backend; those that aren't here are skipped. */
export function describeOnBackends(title: string, fn: (backend: () => Backend) => void): void {
  for (const name of ['tensorflow', 'wasm'] as const) {
    describeIf(isHere(name), reasonWithout(name), `${title} on ${name}`, () => {
      let backend: Backend | undefined;
      beforeAll(async () => {
        backend = await loadBackend(name);
        backend.tf.env().set('PROD', true); // no warning about two backends in one process
      });
      fn(() => backend!);
    });
  }
}

export function isHere(name: BackendName): boolean {
  return locateBackends().some(({ backend, problem }) => backend === name && problem === null);
}

export function reasonWithout(name: BackendName): string {
  return `the ${name} backend is not set up; \`npx epochal doctor\` says why`;
}
