import type { Fault } from '../fault.js';
import type { EditorNode } from '../node-red.js';
import { prepareTrial } from '../trial-button.js';

/** The answer of the admin endpoint; see `nodes/audio-source.ts`. */
interface Answer extends Fault {
  level?: string;
  decibels?: number;
  seconds?: number;
  found?: { codec?: string; sample_rate?: number; channels?: string; engine?: string };
}

/**
 * Lets a button record from the source for five seconds, and an element show the result.
 *
 * @param settings returns the settings in the dialog
 */
export function prepare(
  node: EditorNode,
  button: JQuery,
  result: JQuery,
  settings: () => Record<string, unknown>,
): void {
  prepareTrial<Answer>(node, button, result, {
    url: 'speechmatics-audio-source/try',
    texts: 'audio-source.try',
    settings,
    good: (answer) => heard(node, answer),
  });
}

function heard(node: EditorNode, { level = '', decibels, seconds, found = {} }: Answer): string[] {
  const format = [found.codec, found.sample_rate && `${found.sample_rate} Hz`, found.channels]
    .filter(Boolean)
    .join(', ');
  return [
    node._(`audio-source.try.${level}`),
    node._('audio-source.try.figures', { decibels, seconds }),
    ...(format === '' ? [] : [node._('audio-source.try.format', { format })]),
  ];
}
