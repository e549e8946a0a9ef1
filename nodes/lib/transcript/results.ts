/** One alternative of a result, with the fields that this folder uses. */
export interface WireAlternative {
  content: string;
  /** 0 to 1; means nothing in a partial. */
  confidence?: number;
  language?: string;
  /** `S1`, `S2`, ... per session; `UU`: unknown. */
  speaker?: string;
  /** `disfluency`, `profanity`. */
  tags?: string[];
  display?: { direction?: 'ltr' | 'rtl' };
}

interface ResultFields {
  type: 'word' | 'punctuation' | 'entity' | 'speaker_change';
  /** Seconds. */
  start_time: number;
  /** Seconds. */
  end_time: number;
  /** Left out: `previous` for punctuation, `none` for everything else. */
  attaches_to?: 'previous' | 'next' | 'both' | 'none';
  /** The mark ends a sentence. */
  is_eos?: boolean;
  /** 0 to 100. */
  volume?: number;
  entity_class?: string;
  /** Legacy speaker_change: 0 to 1. */
  score?: number;
  channel?: string;
}

/** A result of the protocol (docs/protocol.md, 6.5). `alternatives`: best first; may be missing. */
export interface WireResult extends ResultFields {
  alternatives?: WireAlternative[];
  /** Entities only: the words as spoken. */
  spoken_form?: WireResult[];
  /** Entities only: the formatted words. */
  written_form?: WireResult[];
}

/**
 * An item of `msg.transcript.results`: the protocol's result with the fields of its best alternative among its own. A result
 * without alternatives (legacy speaker_change) has no `content`.
 */
export interface TranscriptResult extends ResultFields, Partial<WireAlternative> {
  /** The other alternatives; left out if there are none. */
  alternatives?: WireAlternative[];
  spoken_form?: TranscriptResult[];
  written_form?: TranscriptResult[];
}

/** Sums of decimal seconds carry binary noise (0.1 + 0.2). A microsecond is much shorter than a sample. */
const TIME_STEPS_PER_SECOND = 1e6;

function shiftTime(time: number, seconds: number): number {
  return Math.round((time + seconds) * TIME_STEPS_PER_SECOND) / TIME_STEPS_PER_SECOND;
}

/**
 * Moves the fields of the best alternative into each result. Unknown fields are kept; the input is not changed.
 *
 * @param shiftOf returns the seconds to add to the times of a result, including its spoken and written forms; left out: none
 */
export function liftResults(
  results: readonly WireResult[],
  shiftOf?: (result: WireResult) => number,
): TranscriptResult[] {
  return results.map((result) => {
    const { alternatives, spoken_form, written_form } = result;
    const lifted: TranscriptResult = { type: result.type, start_time: 0, end_time: 0 };
    copyFields(alternatives?.[0], lifted);
    copyFields(result, lifted, LIFTED);
    if (alternatives && alternatives.length > 1) lifted.alternatives = alternatives.slice(1);
    if (!shiftOf && !spoken_form && !written_form) return lifted;
    const shift = shiftOf?.(result);
    const ofForms = shift === undefined ? undefined : (): number => shift;
    if (spoken_form) lifted.spoken_form = liftResults(spoken_form, ofForms);
    if (written_form) lifted.written_form = liftResults(written_form, ofForms);
    if (shift === undefined) return lifted;
    lifted.start_time = shiftTime(result.start_time, shift);
    lifted.end_time = shiftTime(result.end_time, shift);
    return lifted;
  });
}

/** Fields that are converted separately. */
const LIFTED: ReadonlySet<string> = new Set<keyof WireResult>(['alternatives', 'spoken_form', 'written_form']);

/** Copies fields one by one: V8 takes twenty times as long for a literal with two spreads. */
function copyFields(from: object | undefined, to: object, except?: ReadonlySet<string>): void {
  for (const name in from) {
    // JSON may contain this name; assigning it would set the prototype.
    if (name === '__proto__' || except?.has(name)) continue;
    (to as Record<string, unknown>)[name] = (from as Record<string, unknown>)[name];
  }
}

/**
 * Shifts all times, including those of spoken and written forms, by `seconds` (negative: earlier), to the microsecond.
 * The input is not changed.
 */
export function shiftResults(results: readonly TranscriptResult[], seconds: number): TranscriptResult[] {
  return results.map((result) => {
    const shifted: TranscriptResult = {
      ...result,
      start_time: shiftTime(result.start_time, seconds),
      end_time: shiftTime(result.end_time, seconds),
    };
    if (result.spoken_form) shifted.spoken_form = shiftResults(result.spoken_form, seconds);
    if (result.written_form) shifted.written_form = shiftResults(result.written_form, seconds);
    return shifted;
  });
}
