const GAP = 2;
/** A curve in fewer columns says little. */
const SHORTEST_CURVE = 8;
/** A wider one says no more, and the eye loses its row. */
const LONGEST_CURVE = 60;
/** A label keeps so many columns before anything beside it gets some. */
const SHORT_LABEL = 14;
const SHORTEST_LABEL = 5;

/** How wide each column would be if there were room for all; `curve` is that of one curve. */
export interface WantedWidths {
  readonly label: number;
  readonly state: number;
  readonly own: number;
  readonly loss: number;
  /** 0: no such column. */
  readonly left: number;
  readonly curve: number;
}

/** What there is room for. */
export interface ColumnWidths {
  readonly label: number;
  /** The curve before the newest value: 0 for the value alone, null for neither. */
  readonly own: number | null;
  readonly loss: number | null;
  readonly left: number;
}

/**
 * Shares a terminal's columns: first the label and the state, then, as far as there is room, the
 * newest value, the time left, its curve, the whole label, the loss, and that one's curve; then longer
 * curves.
 */
export function columnWidths(columns: number, wanted: WantedWidths): ColumnWidths {
  const label = Math.min(wanted.label, SHORT_LABEL);
  let room = columns - label - GAP - wanted.state;
  if (room < 0) {
    return { label: Math.max(SHORTEST_LABEL, label + room), own: null, loss: null, left: 0 };
  }
  const take = (width: number): boolean => {
    if (width > room) return false;
    room -= width;
    return true;
  };
  const own = take(GAP + wanted.own);
  const left = wanted.left > 0 && take(GAP + wanted.left);
  const ownCurve = own && take(SHORTEST_CURVE + 1);
  // Before the loss: labels that are cut may look alike.
  const longer = Math.min(wanted.label - label, room);
  room -= longer;
  const loss = ownCurve && take(GAP + wanted.loss);
  const lossCurve = loss && take(SHORTEST_CURVE + 1);
  const each = Math.floor(room / (lossCurve ? 2 : 1));
  const longest = Math.max(SHORTEST_CURVE, Math.min(LONGEST_CURVE, wanted.curve));
  const curve = Math.min(longest, SHORTEST_CURVE + each);
  return {
    label: label + longer,
    own: own ? (ownCurve ? curve : 0) : null,
    loss: loss ? (lossCurve ? curve : 0) : null,
    left: left ? wanted.left : 0,
  };
}
