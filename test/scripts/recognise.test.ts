import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Recogniser, RecognitionEvent, RecognisedWord } from '../../nodes/lib/built-in/recogniser/recogniser';
import { MoonshineRecogniser } from '../../nodes/lib/built-in/recogniser/moonshine-recogniser';
import { figuresOf, total } from '../../scripts/measure/recognise/figures';
import { readTimes } from '../../scripts/measure/recognise/forced-alignment';
import { answerDelay } from '../../scripts/measure/recognise/answer';
import { measure, sessionSettings } from '../../scripts/measure/recognise/measure';
import { play, processorTime, type Playback } from '../../scripts/measure/recognise/playback';
import { everyNth, knownRecordings, recordingsIn, type Recording } from '../../scripts/measure/recognise/recordings';
import { details, maxDelays, missing, saidAloneTable, summary, table } from '../../scripts/measure/recognise/report';
import { statistics } from '../../scripts/measure/recognise/statistics';
import { compareWithWhole } from '../../scripts/measure/recognise/whole';
import { mistakes } from '../../scripts/measure/recognise/word-alignment';
import { runScript } from '../support/npm-script';
import { readSamples, recordingNamed, recordings } from '../../dev/recordings';
import { temporaryFolder } from '../../dev/temporary-folder';
import { normalisedWords, wordErrorRate } from '../../dev/word-error-rate';

function word(content: string, startTime: number, endTime: number): RecognisedWord {
  return { type: 'word', content, startTime, endTime, confidence: 1 };
}

function report(at: number, type: 'partial' | 'final', words: RecognisedWord[]): Playback['reports'][number] {
  return { at, event: { type, words, endTime: words.at(-1)?.endTime ?? 0 } };
}

describe('npm run recognise', () => {
  describe('compares words', () => {
    for (const [written, compared] of [
      ['Well, I’m - at last - COLD-hearted.', "well i'm at last cold hearted"],
      ['Mr. Dashwood', 'mister dashwood'],
      ['1, 2, 3', 'one two three'],
      ['10 of clubs, 21', 'ten of clubs twenty one'],
      ['123 and 05', 'one two three and zero five'],
      ['90', 'ninety'],
      ['Mrs. Dashwood is re-entering H2O', 'mrs dashwood is re entering h2o'],
    ] as const) {
      it(`"${written}" as "${compared}"`, () => {
        assert.equal(normalisedWords(written).join(' '), compared);
      });
    }

    it('as wrong, missing and invented ones', () => {
      assert.equal(wordErrorRate('press 1 to accept this call', 'Press one to except call now.'), 3 / 6);
      assert.deepEqual(mistakes(normalisedWords('press one to accept this'), normalisedWords('so press one except')), [
        '– > so',
        'to accept this > except',
      ]);
      assert.deepEqual(mistakes(['one', 'two'], ['one', 'two']), []);
    });
  });

  it('takes percentiles by nearest rank', () => {
    const values = Array.from({ length: 40 }, (_, index) => 40 - index);
    assert.deepEqual(statistics(values), { mean: 20.5, p50: 20, p90: 36, p95: 38, longest: 40 });
    assert.deepEqual(statistics([3]), { mean: 3, p50: 3, p90: 3, p95: 3, longest: 3 });
    assert.equal(statistics([]), undefined);
  });

  it('reads when words were said from what pocketsphinx prints', () => {
    const output = [
      "the party's at z.",
      '<sil> 0.000 0.180 1.000000',
      'the(2) 0.190 0.410 1.000000',
      "party's 0.420 1.100 0.998000",
      '[NOISE] 1.110 1.200 1.000000',
      'z. 1.210 1.300 1.000000',
      '',
    ].join('\n');
    assert.deepEqual(
      readTimes(output).map(({ word, start, end }) => [word, start, end.toFixed(2)]),
      [
        ['the', 0.19, '0.42'],
        ["party's", 0.42, '1.11'],
        ['z.', 1.21, '1.31'],
      ],
    );
  });

  describe('has figures', () => {
    const recording: Recording = { name: 'a', text: 'cold hearted and ill', samples: new Float32Array(32000) };
    const playback: Playback = {
      busy: 0.5,
      reports: [
        report(1, 'partial', [word('and', 0.1, 0.2), word('Called', 0.2, 0.9), word('and', 1.5, 1.6)]),
        report(1.5, 'partial', [word('Cold-hearted', 0.2, 0.9), word('and', 1, 1.2)]),
        report(2, 'final', [word('Cold-hearted', 0.2, 0.9)]),
        report(2, 'partial', [word('and', 1, 1.2), word('well', 1.3, 1.6)]),
        report(3, 'final', [word('and', 1, 1.2), word('will', 1.3, 1.6)]),
      ],
    };
    const reference = [
      { word: 'cold', start: 0.1, end: 0.5 },
      { word: 'hearted', start: 0.5, end: 0.95 },
      { word: 'and', start: 1, end: 1.1 },
      { word: 'ill', start: 1.3, end: 1.6 },
    ];
    const figures = figuresOf(recording, playback, reference);
    const rounded = (values: number[]): number[] => values.map((value) => Math.round(value * 100) / 100);

    it('of errors', () => {
      const { seconds, words, errors, mistakes: found } = figures;
      assert.deepEqual([seconds, words, errors, found], [2, 4, 1, ['ill > will']]);
    });

    it('of the delay until each word is shown, and until it is final', () => {
      assert.deepEqual(rounded(figures.partialDelays), [0.6, 0.3, 1.4]);
      assert.deepEqual(rounded(figures.finalDelays), [1.1, 1.8, 1.4]);
    });

    it('of the times of words that were recognised', () => {
      assert.deepEqual(rounded(figures.startErrors), [0.1, 0]);
      assert.deepEqual(rounded(figures.endErrors), [0.05, 0.1]);
      assert.deepEqual(figuresOf(recording, playback).startErrors, []);
    });

    it('of several recordings together', () => {
      const { seconds, words, errors, busy, finalDelays } = total([figures, figures]);
      assert.deepEqual([seconds, words, errors, busy, finalDelays.length], [4, 8, 2, 1, 6]);
    });
  });

  it('measures from the end of speech to the last final', async () => {
    const recogniser: Recogniser = {
      open: ({ endOfUtteranceSilence }, onEvent) => {
        let heard = 0;
        return Promise.resolve({
          accept: ({ length }) => {
            const before = heard;
            heard += length / 16000;
            for (const at of [0.4, 1 + endOfUtteranceSilence]) {
              if (before < at && at <= heard) onEvent({ type: 'final', words: [], endTime: at });
            }
            return Promise.resolve();
          },
          configure: () => {},
          endUtterance: () => Promise.resolve(),
          finish: () => Promise.resolve(),
          close: () => {},
        });
      },
      close: () => Promise.resolve(),
    };
    const recording: Recording = { name: 'a', text: 'stop', samples: new Float32Array(16000) };
    const said = [{ word: 'stop', start: 0.5, end: 0.9 }];
    const answer = await answerDelay(recogniser, sessionSettings('tiny'), recording, said);
    assert.ok(answer! >= 0.3 - 1e-9 && answer! < 0.5, `${answer} s`);
    assert.equal(await answerDelay(recogniser, sessionSettings('tiny'), recording), undefined);
    const long = { ...recording, samples: new Float32Array(7 * 16000) };
    assert.equal(await answerDelay(recogniser, sessionSettings('tiny'), long, said), undefined);
  });

  it('plays a recording as if it were spoken live', async () => {
    const pieces: number[] = [];
    const recogniser: Recogniser = {
      open: (_, onEvent: (event: RecognitionEvent) => void) =>
        Promise.resolve({
          accept: (samples) => {
            pieces.push(samples.length);
            onEvent({ type: 'partial', words: [], endTime: 0 });
            return Promise.resolve();
          },
          configure: () => {},
          endUtterance: () => Promise.resolve(),
          finish: () => {
            onEvent({ type: 'final', words: [], endTime: 0 });
            return Promise.resolve();
          },
          close: () => {},
        }),
      close: () => Promise.resolve(),
    };
    const { reports } = await play(recogniser, sessionSettings('tiny'), new Float32Array(2400));
    assert.deepEqual(pieces, [...new Array<number>(11).fill(1600), 800]);
    assert.equal(reports.length, 13);
    const spoken = [...Array.from({ length: 11 }, (_, index) => (index + 1) / 10), 1.15, 1.15];
    for (const [index, { at }] of reports.entries())
      assert.ok(at >= spoken[index]!, `${at} is before ${spoken[index]}`);
  });

  it('writes tables in Markdown', () => {
    assert.equal(table(['', 'tiny'], [['errors', '1']]), '|        | tiny |\n| ------ | ---- |\n| errors | 1    |');
  });

  describe('finds recordings', () => {
    const folder = temporaryFolder();
    after(() => {
      folder.remove();
    });

    it('that are committed', async () => {
      const [committed] = await knownRecordings(folder.path);
      assert.deepEqual(
        committed!.recordings.map(({ name, text }) => ({ name, text })),
        recordings.map(({ name, text }) => ({ name, text })),
      );
      assert.deepEqual(committed!.recordings[0]!.samples, readSamples(recordings[0]!));
    });

    it('that are installed, and says what installs the others', async () => {
      const data = join(folder.path, 'pocketsphinx', 'test', 'data');
      mkdirSync(data, { recursive: true });
      for (const name of ['goforward', 'something']) writeFileSync(join(data, `${name}.raw`), Buffer.alloc(3200));
      const sets = await knownRecordings(folder.path);
      assert.deepEqual(
        sets.map(({ title, recordings: found }) => [title, found.length]),
        [
          ['test/recordings', 10],
          ['pocketsphinx-testdata', 2],
          ['asterisk-core-sounds', 0],
        ],
      );
      assert.deepEqual(missing(sets, true), [
        'Recordings not installed: asterisk-core-sounds: ' +
          '`apt-get install --no-install-recommends asterisk-core-sounds-en-g722 ffmpeg`',
      ]);
      assert.match(missing(sets, false).join(), /No reference .* `apt-get install .*pocketsphinx/);
    });

    it('or only every nth of them', () => {
      const all = [...'abcde'].map((name): Recording => ({ name, text: '', samples: new Float32Array(0) }));
      const [some] = everyNth([{ title: 'all', recordings: all }], 2);
      assert.deepEqual(some!.recordings.map(({ name }) => name).join(''), 'ace');
    });

    it('in a folder: WAV files with a text beside them', async () => {
      await assert.rejects(recordingsIn(folder.path), /has no WAV file with a text file/);
      const { path, text: said } = recordingNamed('cards-1');
      for (const name of ['one', 'two']) copyFileSync(path, join(folder.path, `${name}.wav`));
      writeFileSync(join(folder.path, 'two.txt'), `${said}\n`);
      const { title, recordings: found } = await recordingsIn(folder.path);
      assert.deepEqual([title, found.map(({ name, text }) => [name, text])], [folder.path, [['two', said]]]);
      assert.deepEqual(found[0]!.samples, readSamples(recordingNamed('cards-1')));
    });
  });

  it('measures a recording with the model', async function () {
    this.timeout(180_000);
    const { text: spoken } = recordingNamed('austen-0880');
    const recording = { name: 'austen-0880', text: spoken, samples: readSamples(recordingNamed('austen-0880')) };
    const sets = [{ title: 'short', recordings: [recording] }];
    const recogniser = new MoonshineRecogniser({ now: processorTime });
    const said = [{ word: 'man', start: 2.4, end: 2.8 }];
    const figures = await measure(recogniser, 'tiny', sets, new Map([[recording, said]]), [0.7, 4], () => {});
    const [compared] = await compareWithWhole(recogniser, 'tiny', 'native', sets, () => {});
    await recogniser.close();

    assert.equal(compared!.words, 8);
    assert.ok(compared!.whole <= 2 && compared!.streamed <= 2, JSON.stringify(compared));
    assert.equal(compared!.leadingMarks, 0);
    assert.match(
      saidAloneTable([{ model: 'tiny', engine: 'native', comparisons: [compared!] }]),
      /\| word error rate, short \(8 words\) +\| [\d.]+ % +\| [\d.]+ % +\|/,
    );
    const { figures: streaming, answer } = figures.sets[0]!.rows[0]!;
    const { words, errors, busy, finalDelays } = streaming;
    assert.equal(words, 8);
    assert.ok(errors <= 2, `${errors} errors`);
    assert.ok(busy > 0);
    assert.ok(finalDelays.length >= 6 && finalDelays.every((delay) => delay > 0));
    assert.ok(streaming.partialDelays.some((delay, index) => delay < streaming.finalDelays[index]!));
    assert.ok(answer !== undefined && answer > 0 && answer < 1, `the answer took ${answer} s`);
    assert.deepEqual(
      figures.maxDelays.map(({ maxDelay }) => maxDelay),
      [0.7, 2, 4],
    );

    assert.equal(
      streaming.finals.reduce((sum, { length }) => sum + length, 0),
      streaming.finalDelays.length,
    );

    const model = {
      model: 'tiny' as const,
      engine: 'wasm' as const,
      footprint: { start: 2, memory: 4e8, peakMemory: 5e8 },
      ...figures,
    };
    const [, , row, ...sums] = details(model).split('\n');
    assert.match(row!, /^\| austen-0880 +\| 3\.0 +\| 8 +\| [\d.]+ % +\| [\d.]+ +\| /);
    assert.deepEqual(
      sums.map((line) => /\*\*(.*?)\*\*/.exec(line)?.[1]),
      ['short', 'all'],
    );
    assert.match(summary([model]), /\| word error rate, short \(8 words in 3 s\) +\| [\d.]+ % +\|/);
    assert.match(summary([model]), /^\| +\| tiny, wasm +\|/);
    assert.match(summary([model]), /\| streams that one core keeps up with +\| \d+ +\|/);
    assert.match(
      summary([model]),
      /\| answer with 0\.2 s of silence: .* \| [\d.]+ \/ [\d.]+ \/ [\d.]+ \/ [\d.]+ s +\|/,
    );
    assert.match(summary([model]), /\| memory: in use \/ at most +\| 400 \/ 500 MB/);
    assert.match(
      maxDelays([model]),
      /\| 0\.7 s +\| [\d.]+ % +\| [\d.]+ \/ [\d.]+ \/ [\d.]+ \/ [\d.]+ s +\| [\d.]+, [\d.]+ % +\|/,
    );
  });

  it('says what it does not understand', async () => {
    for (const [option, value, message] of [
      ['--model', 'huge', '--model must be tiny or base, not "huge".'],
      ['--engine', 'steam', '--engine must be native or wasm, not "steam".'],
      ['--every', '0', '--every must be a number from 1 on, not "0".'],
    ] as const) {
      const child = runScript('recognise', option, value);
      const [complaint] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      assert.equal(complaint.trim(), message);
      assert.equal(child.exitCode, 1);
    }
  });
});
