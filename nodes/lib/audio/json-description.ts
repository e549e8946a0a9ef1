import { isObject } from '../settings/validators';
import { SAMPLE_RATES } from './format';
import { readFormatName } from './format-names';
import { formatPropertiesOf, type FormatProperties } from './format-properties';

type Fields = Record<string, unknown>;

/** Objects in which others describe the audio: what they say is believed, or refused with its reason. */
const DESCRIPTIONS: ReadonlySet<string> = new Set([
  ...['config', 'session', 'format', 'audio_format', 'audioFormat', 'mediaFormat', 'media_format', 'metadata', 'start'],
  ...['data', 'audio', 'input', 'streaming_config', 'audio_config', 'audioConfig', 'parameters', 'media'],
]);
/** Objects that describe something else: pictures, and what is spoken to the other side. */
const OTHERS = /output|video|image|picture|screen|tts|synthes|speak|speech_config|voice|response|avatar/i;
/** How deep descriptions are looked for, and in how many objects. */
const LIMITS = { depth: 6, objects: 200 };

interface Place {
  object: Fields;
  depth: number;
  /** Everything on the way to it is known to describe audio. */
  isKnown: boolean;
}

/**
 * What an object says of the audio, in itself and in the objects within it, the nearest first. Of those that are not known to
 * describe audio, only what can be a description counts.
 */
export function descriptionIn(object: Fields): FormatProperties {
  const found: Fields[] = [];
  const waiting: Place[] = [{ object, depth: 0, isKnown: true }];
  for (let looked = 0; looked < LIMITS.objects; looked += 1) {
    const place = waiting.shift();
    if (!place) break;
    if (place.isKnown || isDescription(place.object)) found.push(place.object);
    if (place.depth < LIMITS.depth) waiting.push(...within(place));
  }
  return formatPropertiesOf(...found);
}

function within({ object, depth, isKnown }: Place): Place[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (OTHERS.test(name) || typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
    // Of a list of formats to choose from, the first one is liked best.
    const inner: unknown = Array.isArray(value) ? value[0] : value;
    return isObject(inner) ? [{ object: inner, depth: depth + 1, isKnown: isKnown && DESCRIPTIONS.has(name) }] : [];
  });
}

/** Whether an object somewhere in another one speaks of audio: a rate that audio has, or the name of a format. */
function isDescription(object: Fields): boolean {
  const { rate, encoding, format } = formatPropertiesOf(object);
  const isRate = Number.isInteger(Number(rate)) && Number(rate) >= SAMPLE_RATES.min && Number(rate) <= SAMPLE_RATES.max;
  const isName = [encoding, format].some((name) => {
    const kind = typeof name === 'string' ? readFormatName(name)?.kind : undefined;
    return kind !== undefined && kind !== 'none';
  });
  return (rate === undefined || isRate) && (isRate || isName);
}
