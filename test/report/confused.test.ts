import { decode } from 'fast-png';
import { confusion } from '../../report/confused.ts';
import { confusedSection } from '../../report/confused-section.ts';
import type { TestImages } from '../../report/confused-section.ts';
import type { Captioned, Section } from '../../report/document.ts';
import type { Predictions } from '../../study/results.ts';
import { planOf, referenceTrial, study } from './fixtures.ts';

const LABELS = Uint8Array.of(0, 1, 2, 3, 4);

function answers(
  prediction: readonly number[],
  loss: readonly number[] = [0, 0, 0, 0, 0],
): Predictions {
  return { loss: Float32Array.from(loss), prediction: Int32Array.from(prediction) };
}

describe('which samples are confused', () => {
  test('those that most trials get wrong come first, then those with the highest mean loss', () => {
    const trials = [
      answers([0, 9, 9, 9, 9], [9, 1, 1, 2, 1]),
      answers([0, 9, 2, 9, 9], [9, 1, 1, 2, 1]),
    ];
    const { samples } = confusion(trials, LABELS, 24);
    // Sample 0 is right, whatever its loss; 1 and 4 are equal, and stand in their order.
    expect(samples).toEqual([
      { index: 3, wrong: 2 },
      { index: 1, wrong: 2 },
      { index: 4, wrong: 2 },
      { index: 2, wrong: 1 },
    ]);
  });

  test('all are counted, however many are listed', () => {
    const trials = [answers([1, 1, 1, 1, 1]), answers([0, 0, 0, 0, 0])];
    const { samples, wrongOnce, wrongAlways } = confusion(trials, LABELS, 2);
    expect(samples).toHaveLength(2);
    expect([wrongOnce, wrongAlways]).toEqual([5, 3]);
  });
});

describe('the section of confused images', () => {
  /** Five images of 2 × 2 pixels, the pixels of each 10 more than those of the one before. */
  const IMAGES: TestImages = {
    shape: [2, 2, 1],
    pixels: Uint8Array.from({ length: 20 }, (_, i) => 10 * Math.floor(i / 4) + (i % 4)),
    labels: LABELS,
  };
  const results = study(
    (['linear', 'relu'] as const).flatMap((activation) =>
      [0, 1].map((seed) => referenceTrial(activation, seed, 3)),
    ),
  );
  const plan = planOf(results);
  const section = (
    all: readonly (Predictions | null)[],
    images: TestImages | null = IMAGES,
  ): Section | null => confusedSection(results, plan, new Map(all.entries()), images);
  const picturesOf = (found: Section | null): readonly Captioned[] =>
    found!.blocks.flatMap((block) => (block.type === 'pictures' ? block.pictures : []));
  const textOf = (found: Section | null): unknown =>
    found!.blocks.flatMap((block) => (block.type === 'paragraph' ? [block.text] : []))[0];

  const RIGHT = answers([0, 1, 2, 3, 4]);

  test('says of each image what it is and what each variant took it for, how often', () => {
    const found = section([
      answers([0, 7, 2, 3, 4]),
      answers([0, 7, 2, 3, 4]),
      answers([0, 8, 2, 3, 4]),
      RIGHT,
    ]);
    const pictures = picturesOf(found);
    expect(pictures).toHaveLength(1);
    expect(pictures[0]).toMatchObject({
      title: '1',
      alt: 'Test image 1: 1',
      lines: [
        { colour: 0, text: 'linear: 7\u00A0×2' },
        { colour: 1, text: 'relu: 1, 8' },
      ],
    });
    expect(textOf(found)).toContain(
      'Of 5 test images, all 4 tested models give a wrong class to none, and at least one of them to 1.',
    );
  });

  test('draws the image’s own pixels', () => {
    const [picture] = picturesOf(section([answers([0, 1, 2, 9, 4]), RIGHT, RIGHT, RIGHT]));
    const png = decode(Buffer.from(picture!.uri.split(',')[1]!, 'base64'));
    expect([...png.data]).toEqual([30, 31, 32, 33]);
    expect([picture!.width, picture!.height]).toEqual([84, 84]);
  });

  test('draws numbers from the least to the largest that are shown', () => {
    const pixels = Float32Array.from(IMAGES.pixels, (value) => (value - 20) / 100);
    const wrong = [answers([0, 1, 9, 9, 4]), RIGHT, RIGHT, RIGHT];
    const pictures = picturesOf(section(wrong, { ...IMAGES, pixels }));
    const drawn = pictures.map(({ uri }) => [
      ...decode(Buffer.from(uri.split(',')[1]!, 'base64')).data,
    ]);
    // From 0 to 0.13: 255 · 0.01 / 0.13 = 19.6, and so on.
    expect(drawn).toEqual([
      [0, 20, 39, 59],
      [196, 216, 235, 255],
    ]);
  });

  test('calls classes by their names', () => {
    const classNames = ['cat', 'dog', 'hen', 'cow', 'pig'];
    const named = {
      ...plan,
      trials: plan.trials.map((trial) => ({ ...trial, data: { ...trial.data, classNames } })),
    };
    const all = [answers([0, 1, 2, 3, 0]), RIGHT, RIGHT, RIGHT];
    const found = confusedSection(results, named, new Map(all.entries()), IMAGES);
    expect(picturesOf(found)[0]).toMatchObject({
      title: 'pig',
      lines: [{ text: 'linear: cat, pig' }, { text: 'relu: pig\u00A0×2' }],
    });
  });

  test('is about the model where one trial alone was tested', () => {
    const found = section([answers([1, 1, 2, 3, 4]), null, null, null]);
    expect(textOf(found)).toContain('The model gives a wrong class to 1 of 5 test images.');
    expect(picturesOf(found)[0]!.lines).toEqual([{ colour: null, text: '1' }]);
  });

  test('is left out where nothing is wrong, nothing was tested, or samples are no images', () => {
    expect(section([RIGHT, RIGHT, RIGHT, RIGHT])).toBeNull();
    expect(section([null, null, null, null])).toBeNull();
    expect(section([answers([9, 9, 9, 9, 9]), null, null, null], null)).toBeNull();
  });
});
