import { openStudies } from '../../cli/supervisor/open-studies.ts';
import { answers } from '../../cli/supervisor/server-liveness.ts';
import { fakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-server.ts';

describe('a server that takes connections and answers nothing', () => {
  let server: FakeServer;
  beforeAll(async () => {
    server = await fakeServer(null);
  });
  afterAll(() => server.close());

  test('does not take work, which is known after a while', async () => {
    expect(await answers(server.address)).toBe(false);
  });

  test('does not say which studies are open, and is not waited for', async () => {
    expect(await openStudies(server.address)).toBeNull();
  });
});
