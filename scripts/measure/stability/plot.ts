/** A point to plot. */
export interface Point {
  name: string;
  x: number;
  y: number;
  /** Drawn in colour, on top of the others. */
  emphasis: boolean;
}

const WIDTH = 760;
const HEIGHT = 480;
const MARGIN = { left: 60, right: 30, top: 20, bottom: 50 };
const COLOURS = { emphasis: '#1f6f4a', other: '#777777', grid: '#dddddd', text: '#222222' };
const RADIUS = 5;
/** Size of a letter in pixels, to place names without overlap. */
const LETTER = { width: 6.2, height: 13 };
/** Possible distances of grid lines; the one with about five lines is used. */
const STEPS = [0.1, 0.2, 0.25, 0.5, 1, 2];

/** A scatter plot as SVG, from 0 on both axes, with a name at every point. */
export function scatterPlot(points: readonly Point[], xTitle: string, yTitle: string): string {
  const [right, top] = [axisEnd(points.map(({ x }) => x)), axisEnd(points.map(({ y }) => y))];
  const x = (value: number): number => MARGIN.left + (value / right.end) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number): number =>
    HEIGHT - MARGIN.bottom - (value / top.end) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const [west, east, north, south] = [x(0), x(right.end), y(top.end), y(0)];
  const grid = [
    ...marks(right).map((value) => [
      line(x(value), south, x(value), north),
      text(x(value), south + 18, String(value), 'middle'),
    ]),
    ...marks(top).map((value) => [
      line(west, y(value), east, y(value)),
      text(west - 8, y(value) + 4, String(value), 'end'),
    ]),
  ].flat();
  const sorted = points.toSorted((one, other) => Number(other.emphasis) - Number(one.emphasis));
  const taken = sorted.map((point) => boxAround(x(point.x), y(point.y)));
  const dots = sorted.map((point) => {
    const colour = point.emphasis ? COLOURS.emphasis : COLOURS.other;
    const dot = `<circle cx="${px(x(point.x))}" cy="${px(y(point.y))}" r="${RADIUS}" fill="${colour}"/>`;
    return dot + label(point, x(point.x), y(point.y), taken, colour);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...grid,
    text((west + east) / 2, HEIGHT - 10, xTitle, 'middle'),
    `<g transform="translate(16 ${px((north + south) / 2)}) rotate(-90)">${text(0, 0, yTitle, 'middle')}</g>`,
    ...dots,
    '</svg>',
    '',
  ].join('\n');
}

interface Axis {
  end: number;
  step: number;
}

function axisEnd(values: readonly number[]): Axis {
  const most = Math.max(...values);
  const step = STEPS.find((candidate) => most / candidate <= 8) ?? most;
  return { end: Math.ceil(most / step) * step, step };
}

function marks({ end, step }: Axis): number[] {
  return Array.from({ length: Math.round(end / step) + 1 }, (_, index) => Math.round(index * step * 100) / 100);
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function boxAround(x: number, y: number): Box {
  return { left: x - RADIUS, right: x + RADIUS, top: y - RADIUS, bottom: y + RADIUS };
}

/** A name beside its point, moved up until it covers no other name or point. */
function label({ name }: Point, x: number, y: number, taken: Box[], colour: string): string {
  const width = name.length * LETTER.width;
  const boxes = Array.from({ length: 12 }, (_, row) => y + 4 - row * LETTER.height).flatMap((bottom) =>
    [x + RADIUS + 4, x - RADIUS - 4 - width].map((left) => ({
      left,
      right: left + width,
      top: bottom - LETTER.height,
      bottom,
    })),
  );
  const isFree = (box: Box): boolean =>
    box.left >= MARGIN.left && box.right <= WIDTH && !taken.some((other) => overlap(box, other));
  const box = boxes.find(isFree) ?? boxes[0]!;
  taken.push(box);
  return text(box.left, box.bottom, name, 'start', colour);
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${COLOURS.grid}"/>`;
}

function text(
  x: number,
  y: number,
  content: string,
  anchor: 'start' | 'middle' | 'end',
  colour = COLOURS.text,
): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}" fill="${colour}">${escaped}</text>`;
}

function px(value: number): string {
  return value.toFixed(1);
}
