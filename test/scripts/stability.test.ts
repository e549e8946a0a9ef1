import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { algorithmNamed, algorithms, measure } from '../../scripts/measure/stability/algorithms';
import { ROOT } from '../../dev/root';
import { figuresOf, ne, total, type Figures } from '../../scripts/measure/stability/figures';
import { scatterPlot } from '../../scripts/measure/stability/plot';
import { replay, type Sent } from '../../scripts/measure/stability/replay';
import { commandDelays, commands, compare, details, overview } from '../../scripts/measure/stability/report';
import { atPace } from '../../scripts/measure/stability/slow-pace';
import { TRACE_PLAN, traceName } from '../../scripts/measure/stability/trace-recordings';
import { finalsOf, parseTraces, readTraces, TRACE_SETS, type Trace } from '../../scripts/measure/stability/trace';
import { statistics } from '../../scripts/measure/recognise/statistics';
import { live } from '../../nodes/lib/transcript/filter/live';
import { spell, tokensOfText } from '../../nodes/lib/transcript/filter/token';

const TRACES = join(ROOT, 'scripts', 'measure', 'stability', 'traces');

/** Words of half a second each; a partial and its final a second later. */
const LINES = [
  '{"max_delay":2,"seconds":1}',
  '{"at":800,"partial":true,"end":1,"words":[["ice",0,0.5],["scream",0.5,1]]}',
  '{"at":1200,"partial":true,"end":1,"words":[["I",0,0.5],["scream",0.5,1],[".",1,1,"end"]]}',
  '{"at":2000,"partial":false,"end":1,"words":[["I",0,0.5],["scream",0.5,1],["!",1,1,"end"]]}',
  '{"at":2100,"event":"end_of_utterance"}',
].join('\n');

const [TRACE] = parseTraces('scream', LINES) as [Trace];

function sent(at: number, text: string, partial = false, contradicts?: string): Sent {
  return { at, text, tokens: tokensOfText(text), partial, source: {}, contradicts };
}

const finalDelay = ({ delays }: Figures) => statistics(delays.map(({ final }) => final))!;

describe('npm run stability', () => {
  it('reads traces and their finals', () => {
    assert.deepEqual([TRACE.recording, TRACE.maxDelay, TRACE.seconds, TRACE.events.length], ['scream', 2, 1, 4]);
    assert.equal(spell(finalsOf(TRACE)), 'I scream!');
  });

  it('lets a mode hear a trace on its own clock', () => {
    const seen = replay(live({ minWords: 0, throttle: 0 }), TRACE).map(({ at, text, partial }) => [at, text, partial]);
    assert.deepEqual(seen, [
      [800, 'ice scream', true],
      [1200, 'I scream.', true],
      [2000, 'I scream!', false],
    ]);
  });

  it('measures what was taken back and how late words were', () => {
    const figures = measure(algorithmNamed('live (committed + tail)'), TRACE);
    assert.deepEqual(figures.displayed, { erased: 3, final: 3 });
    assert.deepEqual(figures.whole, { erased: 3, final: 2 });
    assert.deepEqual(figures.folded, { erased: 2, final: 2 });
    const rounded = figures.delays.map(({ first, final }) => [first.toFixed(1), final.toFixed(1)]);
    assert.deepEqual(rounded, [
      ['0.7', '0.7'],
      ['-0.2', '1.0'],
    ]);
    assert.equal(figures.updates, 3);
    assert.equal(total([figures, figures]).displayed.erased, 6);
  });

  it('measures how long wrong words stood on the screen', () => {
    const { onScreen } = measure(algorithmNamed('live (committed + tail)'), TRACE);
    // "ice scream" for 0.4 s, "I scream" for 0.8 s.
    assert.deepEqual([onScreen.all.toFixed(1), onScreen.wrong.toFixed(1)], ['2.4', '0.4']);
    const early = figuresOf([sent(0, 'one too'), sent(1000, 'three')], 'append', tokensOfText('one two three'), 3);
    assert.deepEqual(early.onScreen, { all: 2, wrong: 1 });
    const complete = [sent(0, 'one too', true), sent(1000, 'one two'), sent(2000, 'three', true), sent(4000, 'three')];
    assert.deepEqual(figuresOf(complete, 'replace', tokensOfText('one two three'), 4).onScreen, { all: 6, wrong: 1 });
  });

  it('thins partials to a slow pace, and keeps everything else', () => {
    const at = (trace: Trace): number[] => trace.events.map((event) => event.at);
    assert.deepEqual(at(atPace(TRACE, 1000)), [800, 2000, 2100]);
    assert.deepEqual(at(atPace(TRACE, 400)), [800, 1200, 2000, 2100]);
  });

  it('counts the commands that were contradicted', () => {
    assert.match(commands([{ pace: 'all', traces: [TRACE] }]), /\| all +\| 1 +\| 0 \(0\.0 %\) +\| 1\.00/);
  });

  describe('knows what is displayed of messages that', () => {
    const finals = tokensOfText('one two');

    it('stand in place of the one before', () => {
      const { displayed, wrong } = figuresOf(
        [sent(1, 'one', true), sent(2, 'one two'), sent(3, 'x', true)],
        'replace',
        finals,
        1,
      );
      assert.deepEqual([displayed.erased, wrong], [0, 1]);
    });

    it('stand behind the one before', () => {
      assert.equal(figuresOf([sent(1, 'one'), sent(2, 'two')], 'append', finals, 1).wrong, 0);
    });

    it('correct the one before', () => {
      const messages = [sent(1, 'one'), sent(2, 'too'), sent(3, 'two', false, 'too')];
      const { displayed, wrong } = figuresOf(messages, 'correct', finals, 1);
      assert.deepEqual([displayed.erased, wrong], [1, 0]);
    });

    it('are all there is', () => {
      const { displayed, delays } = figuresOf([sent(1, 'one'), sent(2, 'two')], 'latest', finals, 1);
      assert.deepEqual([displayed.erased, delays], [1, []]);
    });
  });

  it('writes tables and a picture with every algorithm', () => {
    const table = overview(compare([TRACE]));
    for (const { name } of algorithms) assert.ok(table.includes(name), name);
    assert.match(details([TRACE]), /\| scream +\| 2 +\| 1\.00, /);
    const points = [
      { name: 'a < b', x: 0.5, y: 1.25, emphasis: true },
      { name: 'c', x: 0.5, y: 1.25, emphasis: false },
    ];
    const picture = scatterPlot(points, 'x', 'y');
    assert.match(picture, /a &lt; b/);
    assert.ok(!/NaN|undefined/.test(picture));
    const [one, other] = [...picture.matchAll(/<text (x="[\d.]+" y="[\d.]+")[^>]*>(?:a &lt; b|c)</g)].map(
      ([, at]) => at,
    );
    assert.ok(one && other && one !== other, 'names cover each other');
  });

  describe('has traces', () => {
    it('of twenty recordings and more, at four delays, in two sets that share no recording', () => {
      const names = TRACE_SETS.flatMap((set) => [...new Set(readTraces(set).map(({ recording }) => recording))]);
      assert.ok(names.length >= 20);
      const parts = TRACE_SETS.map(
        (set) => new Set(readTraces(set).flatMap(({ recording }) => recording.split('-and-'))),
      );
      assert.ok([...parts[0]!].every((part) => !parts[1]!.has(part)));
      for (const trace of TRACE_SETS.flatMap(readTraces).filter(({ maxDelay }) => maxDelay === 1)) {
        const delays = TRACE_SETS.flatMap(readTraces).filter(({ recording }) => recording === trace.recording);
        assert.deepEqual(
          delays.map(({ maxDelay }) => maxDelay),
          [1, 2, 4, 10],
        );
      }
    });

    it('of exactly the recordings that are planned', () => {
      for (const set of TRACE_SETS) {
        const found = new Set(readTraces(set).map(({ recording }) => recording));
        assert.deepEqual([...found].sort(), TRACE_PLAN[set].map(traceName).sort());
      }
    });

    it('that take little room', () => {
      const files = TRACE_SETS.flatMap((set) => readdirSync(join(TRACES, set)).map((file) => join(TRACES, set, file)));
      const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
      assert.ok(bytes < 600_000, `${bytes} bytes`);
    });
  });

  describe('shows, with the traces that nothing was tuned on, that calm', () => {
    const traces = readTraces('reporting');
    const figuresNamed = (name: string): Figures => total(traces.map((trace) => measure(algorithmNamed(name), trace)));
    const calm = figuresNamed('calm');
    const committedAndTail = figuresNamed('live (committed + tail)');
    const localAgreement = figuresNamed('LocalAgreement-2');

    it('takes back at most a fifth of what committed + tail does', () => {
      assert.ok(ne(calm.displayed) <= ne(committedAndTail.displayed) / 5);
      assert.ok(ne(calm.whole) <= ne(committedAndTail.whole) / 5);
      assert.ok(ne(calm.folded) <= ne(committedAndTail.folded) / 5);
    });

    it('is earlier than LocalAgreement-2 and takes back no more', () => {
      assert.ok(finalDelay(calm).mean < finalDelay(localAgreement).mean);
      assert.ok(finalDelay(calm).p90 < finalDelay(localAgreement).p90);
      assert.ok(ne(calm.displayed) <= ne(localAgreement.displayed));
    });

    it('ends in the text of the finals', () => {
      assert.equal(calm.wrong, 0);
    });

    it('takes hardly anything back where partials come slowly, and is no later than LocalAgreement-2', () => {
      const slow = traces.map((trace) => atPace(trace, 1000));
      const figures = (name: string): Figures => total(slow.map((trace) => measure(algorithmNamed(name), trace)));
      assert.ok(ne(figures('calm').displayed) < 0.03);
      assert.ok(finalDelay(figures('calm')).mean < finalDelay(figures('LocalAgreement-2')).mean);
    });

    it('leaves hardly a wrong word on the screen', () => {
      assert.ok(calm.onScreen.wrong < 0.001 * calm.onScreen.all);
    });
  });

  describe('shows, with the traces that nothing was tuned on, that commands', () => {
    for (const pace of [0, 700, 1000]) {
      it(`are hardly ever half of one, with partials ${pace} ms apart or more, and not late`, () => {
        const traces = readTraces('reporting').map((trace) => atPace(trace, pace));
        const { updates, contradictions } = total(traces.map((trace) => measure(algorithmNamed('command'), trace)));
        assert.ok(contradictions <= 0.03 * (updates - contradictions), `${contradictions} of ${updates}`);
        // With 700 ms, whatever the pace, it was 0.75 s, of the commands that were right.
        assert.ok(statistics(traces.flatMap(commandDelays))!.mean < 0.75 + 0.3);
      });
    }
  });
});
