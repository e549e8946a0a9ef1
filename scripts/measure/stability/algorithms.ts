import { DEFAULT_RULES } from '../../../nodes/lib/transcript/filter/utterance-input';
import { append } from '../../../nodes/lib/transcript/filter/append';
import { calm } from '../../../nodes/lib/transcript/filter/calm';
import { command } from '../../../nodes/lib/transcript/filter/command';
import { documentMode } from '../../../nodes/lib/transcript/filter/document';
import { finals } from '../../../nodes/lib/transcript/filter/finals';
import { live } from '../../../nodes/lib/transcript/filter/live';
import type { Mode } from '../../../nodes/lib/transcript/filter/mode';
import { utterances } from '../../../nodes/lib/transcript/filter/utterances';
import { figuresOf, type Figures, type Reception } from './figures';
import { finalsAndNothing, holdByAge, localAgreement, mask, replaceAll, rightContext } from './known-algorithms';
import { replay, type Sent } from './replay';
import { finalsOf, type Trace } from './trace';

const SETTINGS = { minWords: 0, throttle: 0, voices: true, rules: DEFAULT_RULES };

/** An algorithm that displays transcripts. */
export interface Algorithm {
  name: string;
  /** `mode`: of the partial filter; `known`: from literature or common practice. */
  origin: 'mode' | 'known';
  reception: Reception;
  run: (trace: Trace) => Sent[];
}

function algorithm<State>(
  name: string,
  mode: Mode<State>,
  origin: Algorithm['origin'],
  reception: Reception = 'replace',
): Algorithm {
  return { name, origin, reception, run: (trace) => replay(mode, trace) };
}

/** All compared algorithms. */
export const algorithms: readonly Algorithm[] = [
  algorithm('replace all', replaceAll, 'known', 'latest'),
  algorithm('mask-1', mask(1), 'known'),
  algorithm('mask-2', mask(2), 'known'),
  algorithm('hold by age 250 ms', holdByAge(250), 'known'),
  algorithm('hold by age 500 ms', holdByAge(500), 'known'),
  algorithm('right context 0.2 s', rightContext(0.2), 'known'),
  algorithm('right context 0.5 s', rightContext(0.5), 'known'),
  algorithm('LocalAgreement-2', localAgreement(2), 'known'),
  algorithm('LocalAgreement-3', localAgreement(3), 'known'),
  algorithm('finals as they grow', finalsAndNothing, 'known'),
  algorithm('live (committed + tail)', live(SETTINGS), 'mode'),
  algorithm('calm', calm({ ...SETTINGS, firstSight: 'steady' }), 'mode'),
  algorithm('calm, at first sight', calm({ ...SETTINGS, firstSight: 'always' }), 'mode'),
  algorithm('append', append({ ...SETTINGS, early: 0 }), 'mode', 'append'),
  algorithm('append, early 2', append({ ...SETTINGS, early: 2 }), 'mode', 'append'),
  algorithm('append, early 3', append({ ...SETTINGS, early: 3 }), 'mode', 'append'),
  algorithm('command', command({ hold: 700, phrases: new Set(), minWords: 0, voices: true }), 'mode', 'correct'),
  algorithm('utterances', utterances({ ...DEFAULT_RULES, longest: 60, minWords: 0 }), 'mode', 'append'),
  algorithm('document', documentMode(SETTINGS), 'mode', 'append'),
  algorithm('finals', finals(SETTINGS), 'mode', 'append'),
];

/** The algorithm of that name. */
export function algorithmNamed(name: string): Algorithm {
  const found = algorithms.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`No algorithm is named ${name}.`);
  return found;
}

/** The figures of an algorithm for a trace. */
export function measure({ run, reception }: Algorithm, trace: Trace): Figures {
  return figuresOf(run(trace), reception, finalsOf(trace), trace.seconds);
}
