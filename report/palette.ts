/**
 * The charts' colours, on white and on the dark page. The variants' hues are those of Okabe and Ito
 * (2008), which colour-blind readers tell apart, darkened until each reads as text on white.
 */
export interface Shade {
  readonly light: string;
  readonly dark: string;
}

export const VARIANT_COLOURS: readonly Shade[] = [
  { light: '#c04f00', dark: '#ff9a57' },
  { light: '#0068a8', dark: '#62bdf0' },
  { light: '#00775a', dark: '#45cfa2' },
  { light: '#a3407a', dark: '#e893c4' },
  { light: '#8a6a00', dark: '#e8c547' },
  { light: '#5b4bb0', dark: '#b3a6f5' },
  { light: '#4a4f57', dark: '#c3c8cf' },
  { light: '#9c2f2f', dark: '#f39a9a' },
];

/** One shade a variant. Beyond the named hues: steps of viridis, up to where it is too pale for paper. */
export function variantShades(count: number): readonly Shade[] {
  if (count <= VARIANT_COLOURS.length) return VARIANT_COLOURS.slice(0, count);
  return Array.from({ length: count }, (_, i) => {
    const colour = viridis((0.85 * i) / (count - 1));
    return { light: colour, dark: colour };
  });
}

/** Smith and van der Walt (2015), at equal distances. */
const VIRIDIS = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
] as const;

/** @param at in [0, 1) */
function viridis(at: number): string {
  const place = at * (VIRIDIS.length - 1);
  const from = Math.floor(place);
  const [a, b] = [VIRIDIS[from], VIRIDIS[from + 1]];
  if (a === undefined || b === undefined) throw new RangeError(`viridis: ${at} is not in [0, 1)`);
  const channels = [0, 1, 2].map((i) => {
    const [low, high] = [a[i] as number, b[i] as number];
    return Math.round(low + (high - low) * (place - from));
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

export const INK: Shade = { light: '#1c2430', dark: '#e8ebef' };
export const MUTED: Shade = { light: '#566070', dark: '#a3adba' };
export const GRID: Shade = { light: '#e5e8ec', dark: '#333b46' };
export const AXIS: Shade = { light: '#a9b1bc', dark: '#5b6675' };
export const PAPER: Shade = { light: '#ffffff', dark: '#171c23' };

/**
 * What weights below and above 0 are drawn with, on light and dark pages alike: red, green, blue.
 * The ends of ColorBrewer's PRGn, somewhat nearer to each other in brightness; no variant of the
 * first two has them.
 */
export const WEIGHT_SHADES = { negative: [156, 84, 190], positive: [28, 152, 84] } as const;

/** Every shade the charts use, for the page to swap in the dark. */
export const SHADES: readonly Shade[] = [INK, MUTED, GRID, AXIS, PAPER, ...VARIANT_COLOURS];
