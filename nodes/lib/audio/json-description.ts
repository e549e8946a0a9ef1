import { isObject } from '../settings/validators';
import { SAMPLE_RATES } from './format';
import { readFormatName } from './format-names';
import { formatPropertiesOf, type FormatProperties } from './format-properties';

type Fields = Record<string, unknown>;

/** Names of objects that describe the audio: an unknown format in one is an error. */
const DESCRIPTIONS: ReadonlySet<string> = new Set([
  ...['config', 'session', 'format', 'audio_format', 'audioFormat', 'mediaFormat', 'media_format', 'metadata', 'start'],
  ...['data', 'audio', 'input', 'streaming_config', 'audio_config', 'audioConfig', 'parameters', 'media'],
]);
/** Names of objects that describe something else: pictures, or synthesised speech. */
const OTHERS = /output|video|image|picture|screen|tts|synthes|speak|speech_config|voice|response|avatar/i;
/** The greatest depth, and the most objects, that are searched. */
const LIMITS = { depth: 6, objects: 200 };

interface Place {
  object: Fields;
  depth: number;
  /** Whether all names on the path to it are those of audio descriptions. */
  isKnown: boolean;
}

/**
 * Collects the description of the audio from an object and those within it, outer ones first. Objects with other names count
 * only if they look like a description.
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
    // In a list of formats to choose from, the first one is preferred.
    const inner: unknown = Array.isArray(value) ? value[0] : value;
    return isObject(inner) ? [{ object: inner, depth: depth + 1, isKnown: isKnown && DESCRIPTIONS.has(name) }] : [];
  });
}

/** Whether an object looks like a description of audio: it has a plausible rate, or the name of a format. */
function isDescription(object: Fields): boolean {
  const { rate, encoding, format } = formatPropertiesOf(object);
  const isRate = Number.isInteger(Number(rate)) && Number(rate) >= SAMPLE_RATES.min && Number(rate) <= SAMPLE_RATES.max;
  const isName = [encoding, format].some((name) => {
    const kind = typeof name === 'string' ? readFormatName(name)?.kind : undefined;
    return kind !== undefined && kind !== 'none';
  });
  return (rate === undefined || isRate) && (isRate || isName);
}
