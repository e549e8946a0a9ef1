import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { algorithmNamed, algorithms, measure } from '../../scripts/measure/stability/algorithms';
import { ROOT } from '../../dev/root';
import { figuresOf, ne, total, type Figures } from '../../scripts/measure/stability/figures';
import { scatterPlot } from '../../scripts/measure/stability/plot';
import { replay, type Sent } from '../../scripts/measure/stability/replay';
import { compare, details, overview } from '../../scripts/measure/stability/report';
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
  });
});
