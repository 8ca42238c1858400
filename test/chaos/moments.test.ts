import { momentOf } from '../../chaos/moments.ts';

const STATE = 1_600_000;
const SMALL = 300;

describe("a file in the store's folders", () => {
  test('tells that a state or something small is being written', () => {
    expect(momentOf({ folder: 'tmp', sizeBytes: STATE })).toBe('artifact-write');
    expect(momentOf({ folder: 'tmp', sizeBytes: SMALL })).toBe('record-write');
    expect(momentOf({ folder: 'tmp', sizeBytes: 0 })).toBeNull();
  });

  test('tells that a state is there; a commit is an artifact too, and is told by its record', () => {
    expect(momentOf({ folder: 'artifacts', sizeBytes: STATE })).toBe('artifact-written');
    expect(momentOf({ folder: 'artifacts', sizeBytes: SMALL })).toBeNull();
  });

  test('tells by a record which step is done', () => {
    const record = (step: string) => momentOf({ folder: 'records', sizeBytes: SMALL, step });
    expect(record('train')).toBe('record-written');
    expect(record('validate')).toBe('before-compute');
    expect(record('checkpoint')).toBe('commit');
    expect(record('test')).toBe('completion');
    expect(record('report')).toBe('completion');
    expect(record('download')).toBeNull();
  });
});
