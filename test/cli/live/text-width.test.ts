import { fitted, shortened, widthOf, wrapped } from '../../../cli/live/text-width.ts';

describe('a text that is too long', () => {
  test('keeps both its ends', () => {
    expect(shortened('optimizer=adamW · seed 12', 12)).toBe('optimi…ed 12');
    expect(shortened('relu · seed 0', 13)).toBe('relu · seed 0');
    expect(shortened('relu', 1)).toBe('…');
    expect(shortened('relu', 0)).toBe('');
  });

  test('is measured as a terminal shows it: wide letters take two columns, accents none', () => {
    expect(widthOf('活性化')).toBe(6);
    expect(shortened('活性化=恒等 · seed 0', 9)).toBe('活性…ed 0');
    expect(widthOf(shortened('活性化=恒等 · seed 0', 10))).toBeLessThanOrEqual(10);
    const accents = 'e\u0301'.repeat(5);
    expect(shortened(accents, 5)).toBe(accents);
  });

  test('is padded to its columns where it is shorter', () => {
    expect(fitted('活', 4)).toBe('活  ');
    expect(fitted('relu', 3)).toBe('r…u');
  });

  test('is broken between words, and within one that is longer than a line', () => {
    expect(wrapped('no worker is there', 9)).toEqual(['no worker', 'is there']);
    expect(wrapped('a sha256:0123456789 b', 8)).toEqual(['a', 'sha256:0', '12345678', '9 b']);
  });
});
