import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AudioWindow } from '../../../../nodes/lib/built-in/recogniser/audio-window';
import type { HypothesisWord } from '../../../../nodes/lib/built-in/recogniser/hypothesis';
import { UtteranceDecoder } from '../../../../nodes/lib/built-in/recogniser/utterance-decoder';
import { FRAME_LENGTH } from '../../../../nodes/lib/built-in/recogniser/voice-activity';

/** One look: what the model makes of the audio (marks and words in any order), and how many of them become final. */
const look = fc.record({
  pieces: fc.array(fc.constantFrom('.', ',', '?', 'a', 'b', 'c'), { maxLength: 8 }),
  commit: fc.nat({ max: 8 }),
  forget: fc.boolean(),
});

describe('built-in/recogniser/utterance-decoder', () => {
  it('never makes a mark final before its word, or alone, whatever the model answers', () =>
    fc.assert(
      fc.asyncProperty(fc.array(look, { minLength: 1, maxLength: 12 }), async (looks) => {
        const window = new AudioWindow();
        let pieces: readonly string[] = [];
        const utterance = new UtteranceDecoder(
          (_audio, forced) => {
            const tokens = [...forced, ...pieces.map((_, index) => index)];
            const words = tokens.map((token, index): HypothesisWord => {
              const content = index < forced.length ? 'x' : pieces[token]!;
              const place = { startTime: index / 10, endTime: (index + 1) / 10, lastToken: index };
              return { type: /\w/.test(content) ? 'word' : 'punctuation', content, confidence: 0.9, ...place };
            });
            return Promise.resolve({ tokens, words });
          },
          window,
          0,
        );
        for (const { pieces: heard, commit, forget } of looks) {
          pieces = heard;
          for (let frame = 0; frame < 10; frame++) window.append(new Float32Array(FRAME_LENGTH).fill(0.1), true);
          await utterance.hear(window.end);
          assert.notEqual(utterance.openWords[0]?.type, 'punctuation');
          assert.notEqual(utterance.commit(commit)[0]?.type, 'punctuation');
          assert.notEqual(utterance.openWords[0]?.type, 'punctuation');
          if (forget) utterance.forgetCommitted();
        }
      }),
    ));
});
