import type { RecognitionResult } from '../../nodes/lib/speech-api/messages';
import type { Random } from '../random';
import { FRAGMENTS, SPELLINGS, type Speech } from './scripted-speech';
import type { HeardWord } from './simulated-recogniser';

/** How one session writes: spellings, capitals and punctuation are its own. */
export class SessionVoice {
  private readonly spellings: readonly string[];
  private readonly capitals: 'none' | 'some' | 'all';
  private readonly punctuated: ReadonlyMap<number, string>;

  constructor(
    private readonly speech: Speech,
    private readonly random: Random,
  ) {
    this.spellings = SPELLINGS.map((spellings) => random.pick(spellings));
    this.capitals = random.pick(['none', 'some', 'all']);
    const frequency = random.pick([0, 0.1, 0.3]);
    const marks = speech.words.map((_, index) => [index, random.pick(['.', ',', '?'])] as const);
    this.punctuated = new Map(marks.filter(() => random.chance(frequency)));
  }

  transcript(words: readonly HeardWord[], start_time: number, end_time: number) {
    const results = words.flatMap((word) => this.results(word));
    const text = results.map(({ type, alternatives }) => (type === 'word' ? ' ' : '') + alternatives![0]!.content);
    return {
      format: '2.9',
      metadata: { start_time, end_time, transcript: text.join('').trimStart() + (words.length > 0 ? ' ' : '') },
      results,
    };
  }

  private results({ index, as, start, end }: HeardWord): RecognitionResult[] {
    // Tells whoever debugs a stream which word of the script it was.
    const confidence = (index % 1000) / 1000;
    const content = as === 'fragment' ? this.fragment(index) : this.spell(index);
    const word: RecognitionResult = {
      type: 'word',
      start_time: start,
      end_time: end,
      alternatives: [{ content, confidence }],
    };
    const mark = this.punctuated.get(index);
    if (mark === undefined || as === 'fragment') return [word];
    return [
      word,
      {
        type: 'punctuation',
        start_time: end,
        end_time: end,
        attaches_to: 'previous',
        is_eos: mark !== ',',
        alternatives: [{ content: mark, confidence }],
      },
    ];
  }

  private spell(index: number): string {
    const content = this.spellings[this.speech.words[index]!.word]!;
    const capital = this.capitals === 'all' || (this.capitals === 'some' && index % 3 === 0);
    return capital ? content.charAt(0).toUpperCase() + content.slice(1) : content;
  }

  private fragment(index: number): string {
    return FRAGMENTS[(index + this.random.integer(0, 1)) % FRAGMENTS.length]!;
  }
}
