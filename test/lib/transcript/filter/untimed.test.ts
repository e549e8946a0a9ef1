import type { FlowMessage } from '../../../../nodes/lib/message/flow-message';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MODES } from '../../../../nodes/lib/transcript/filter/settings';
import { endOfTranscript, endOfUtterance, FilterHarness, final, partial, textsOf, timed } from './filter-harness';

const filter = (mode: string, settings: object = {}): FilterHarness => new FilterHarness({ mode, ...settings });
const sentText = ({ sent }: FilterHarness): string => sent.map(({ payload }) => String(payload)).join('');
const wordsIn = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];

/** A talk as a recogniser without word times tells it: partials of what is not final yet, of which finals cut the beginning. */
const talk = fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 40 }).chain((words) =>
  fc.tuple(
    fc.constant(words),
    fc.array(fc.record({ heard: fc.nat(12), cut: fc.nat(6), wrong: fc.nat(40), ends: fc.boolean() }), {
      minLength: 1,
      maxLength: 40,
    }),
  ),
);

type Talk = typeof talk extends fc.Arbitrary<infer Value> ? Value : never;

/** A text with the times of its words, a third of a second each; those of partials are a little off. */
function withTimes(message: FlowMessage, first: number): FlowMessage {
  const shift = message.partial === true ? 0.08 : 0;
  const at = (place: number): number => (first + place) / 3 + shift;
  const texts = String(message.payload).match(/[a-z]+|[.]/g) ?? [];
  const results = texts.map((content, index) =>
    content === '.'
      ? { type: 'punctuation', content, start_time: at(index), end_time: at(index), is_eos: true }
      : { type: 'word', content, start_time: at(index), end_time: at(index + 1) },
  );
  return { ...message, transcript: { delimiter: ' ', end_time: at(texts.length), results } };
}

/** @param noise whether some words of partials are others than those of the finals */
function tell([words, steps]: Talk, noise: boolean, times = false): { messages: FlowMessage[]; finals: string[] } {
  const messages: FlowMessage[] = [];
  const finals: string[] = [];
  let said = 0;
  for (const { heard, cut, wrong, ends } of steps) {
    const rest = words.slice(said, said + heard);
    const told = rest.map((word, index) => (noise && index === wrong ? 'x' : word));
    const add = (message: FlowMessage): number => messages.push(times ? withTimes(message, said) : message);
    if (told.length > 0) add(partial(told.join(' ')));
    const final_ = rest.slice(0, cut);
    if (final_.length === 0) continue;
    finals.push(...final_);
    add(final(final_.join(' ') + (ends ? '.' : '')));
    said += final_.length;
  }
  return { messages, finals };
}

describe('text without times', () => {
  it('does not vanish from the screen when a final is only the beginning of the partial', () => {
    const harness = filter('live');
    assert.deepEqual(harness.run(partial('we hold these truths to be'), final('We hold'), 60), [
      '(we hold these truths to be)',
      '(We hold these truths to be)',
    ]);
    assert.deepEqual(harness.run(final('this truths'), 60), ['(We hold this truths to be)']);
    assert.deepEqual(harness.run(final('To be.'), 60), ['We hold this truths To be.']);
  });

  it('is not doubled by partials that begin with what is final', () => {
    for (const mode of ['live', 'calm']) {
      const harness = filter(mode);
      const heard = partial('turn on the light in the hall');
      harness.run(partial('turn on the'), final('Turn on the'), heard, heard, 2000);
      assert.equal(harness.sent.at(-1)?.payload, 'Turn on the light in the hall', mode);
      harness.run(final('light in the'), partial('light in the hall'), 2000);
      assert.equal(harness.sent.at(-1)?.payload, 'Turn on the light in the hall', mode);
      assert.deepEqual(harness.run(final('hall.'), 60), ['Turn on the light in the hall.']);
      assert.deepEqual(harness.run(heard, 60), [], 'told late');
    }
    const begun = filter('live');
    assert.equal(begun.run(final('Turn on'), partial('turn on the light'), 60).at(-1), '(Turn on the light)');
    const late = filter('live');
    assert.deepEqual(late.run(final('It is late. We go now.'), partial('it is late we go now bye'), 60), [
      'It is late.',
      'We go now.',
      '(bye)',
    ]);
    const harness = filter('append', { early: 2 });
    const heard = partial('call 21 people today please');
    harness.take(final('Call twenty one people', { transcript: { language: 'en' } }));
    for (const message of [heard, heard]) harness.take({ ...message, transcript: { language: 'en' } });
    harness.take(final('today please.'));
    assert.equal(sentText(harness), 'Call twenty one people today please.');
  });

  it('may be said twice', () => {
    const said = (...steps: FlowMessage[]): unknown =>
      filter('live')
        .run(...steps, 60)
        .at(-1);
    assert.equal(said(final('no'), partial('no way')), '(no no way)');
    assert.equal(
      said(final('very very very very'), partial('very very very very good')),
      '(very very very very very very very very good)',
    );
    assert.equal(said(final('go to the shop'), partial('go to work')), '(go to the shop go to work)');
    assert.equal(said(final('go to the shop'), final('go to the shop')), '(go to the shop go to the shop)');
  });

  it('goes on behind a sentence that ends within the partial', () => {
    for (const mode of ['live', 'calm']) {
      const harness = filter(mode);
      const heard = partial('it is late we should go');
      assert.deepEqual(harness.run(heard, heard, final('It is late.'), 60), [
        '(it is late we should go)',
        'It is late.',
        '(we should go)',
      ]);
    }
  });

  it('does not vanish when a final writes the beginning with other spaces or contractions', () => {
    for (const [heard, said, shown] of [
      ['it is not what i am saying', "It isn't what", "It isn't what i am saying"],
      ['e mail me today please', 'E-mail me', 'E-mail me today please'],
      ['ruf den donau dampfer an bitte', 'Ruf den Donaudampfer', 'Ruf den Donaudampfer an bitte'],
    ]) {
      assert.equal(filter('live').run(partial(heard!), final(said!), 60).at(-1), `(${shown})`);
    }
  });

  it('stays though a final is a mark alone', () => {
    assert.equal(filter('live').run(final('Hello'), partial('how are'), final('.'), 60).at(-1), '(how are)');
  });

  it('is neither lost nor doubled where a final writes in digits what was sent early in words', () => {
    const steps = [partial('call five five five'), partial('call five five five one'), final('Call 555')];
    const harness = filter('append', { early: 2 });
    harness.take(...steps, partial('one two'), partial('one two'), final('12.'), final('Bye.'));
    assert.equal(sentText(harness), 'call five five five one two Bye.');
    assert.ok(harness.sent.every((message) => !('contradicts' in message)));
  });

  it('does not vanish for a moment when a sentence ends within the partial', () => {
    for (const mode of ['live', 'calm']) {
      const harness = filter(mode);
      harness.run(partial('it is late we should go'), partial('it is late we should go'));
      assert.deepEqual(textsOf(harness.take(final('It is late.'))), ['It is late.', '(we should go)']);
    }
  });

  it('does not keep what a final replaces', () => {
    assert.deepEqual(filter('live').run(partial('uh yes please'), final('Please.'), 60).at(-1), 'Please.');
    assert.deepEqual(filter('live').run(partial('hello there'), final('Hello there.'), 60).at(-1), 'Hello there.');
    assert.deepEqual(filter('live').run(partial('a b c d'), final('x y'), 60).at(-1), '(x y)');
    assert.deepEqual(filter('live').run(partial('a b'), final(''), 60).at(-1), '()');
  });

  it('never shrinks on the screen at a final that confirms what is shown', () => {
    fc.assert(
      fc.property(talk, (told) => {
        const harness = filter('live');
        let shown = 0;
        for (const message of tell(told, false).messages) {
          const sent = [...harness.take(message), ...harness.wait(60)];
          const words = sent.flatMap(({ payload }) => wordsIn(String(payload))).length;
          if (message.partial === false && sent.length > 0) assert.ok(words >= shown, `${words} of ${shown}`);
          const last = sent.at(-1);
          if (last) shown = last.partial === true ? wordsIn(String(last.payload)).length : 0;
        }
      }),
    );
  });

  it('is not doubled by a final with one word more than was sent early', () => {
    const harness = filter('append', { early: 2 });
    const heard = partial('we should go home');
    harness.take(heard, heard, final('well we should'), final('go home'));
    assert.equal(sentText(harness), 'we should go home');
    assert.equal(harness.take(final('now'))[0]?.payload, ' now');
  });
});

describe('text that is sent early', () => {
  for (const times of [true, false]) {
    for (const early of [1, 2, 3]) {
      const way = `${times ? 'with' : 'without'} times, for ${early}`;

      it(`is that of the finals, word for word, where partials are right: ${way}`, () => {
        fc.assert(
          fc.property(talk, (told) => {
            const harness = filter('append', { early });
            const { messages, finals } = tell(told, false, times);
            harness.take(...messages, endOfTranscript);
            const words = wordsIn(sentText(harness));
            assert.deepEqual(words.slice(0, finals.length), finals);
            assert.ok(harness.sent.every((message) => !('contradicts' in message)));
          }),
        );
      });

      it(`is never doubled, whatever partials say: ${way}`, () => {
        fc.assert(
          fc.property(talk, (told) => {
            const harness = filter('append', { early });
            const { messages, finals } = tell(told, true, times);
            // What was sent early is confirmed or contradicted in the end.
            harness.take(...messages, partial(''), final('end.'), final('last.'));
            const contradicted = harness.sent.flatMap(({ contradicts }) =>
              typeof contradicts === 'string' ? wordsIn(contradicts) : [],
            );
            assert.ok(wordsIn(sentText(harness)).length <= finals.length + 2 + contradicted.length);
          }),
        );
      });
    }
  }
});

describe('a turn that a server tells twice, the second time with capitals and marks', () => {
  const plain = final('how are you at twenty one');
  const formatted = final('How are you at 21?');

  for (const mode of MODES) {
    it(`is kept once: ${mode}`, () => {
      const harness = filter(mode, { hold: 100_000 });
      harness.take(partial('how are you'), plain);
      harness.wait(300);
      harness.take(formatted);
      harness.wait(1000);
      harness.take(final('Fine, thanks.'), endOfTranscript);
      const complete = harness.sent.filter((message) => message.partial === false);
      const text = complete.map(({ payload }) => String(payload)).join(' ');
      assert.equal(text.match(/how are you/gi)?.length, 1, text);
      assert.match(text, /Fine, thanks\.$/);
    });
  }

  for (const mode of ['live', 'calm', 'utterances', 'command']) {
    it(`is given in its better form: ${mode}`, () => {
      const harness = filter(mode, { hold: 100_000 });
      harness.take(partial('how are you'), plain, formatted);
      assert.equal(harness.sent.at(-1)?.payload, 'How are you at 21?');
      assert.equal(harness.sent.at(-1)?.partial, false);
    });
  }

  it('is given in its better form: document', () => {
    const harness = filter('document');
    harness.take(final('Hello.'), plain, formatted, final('Fine.'), endOfTranscript);
    assert.equal(harness.sent[0]?.payload, 'Hello. How are you at 21? Fine.');
  });

  it('is known by its number, however it is written', () => {
    const harness = filter('finals');
    const turn = { turn_order: 3, end_of_turn: true };
    const steps = [
      { payload: 'at half past five', ...turn },
      { payload: 'At 5:30.', ...turn },
      { payload: 'At 5:30.', ...turn, turn_order: 4 },
    ];
    assert.deepEqual(harness.run(...steps), ['at half past five', 'At 5:30.']);
  });

  it('is known by its number though the next turn has begun', () => {
    const steps = [
      { payload: 'hello world', turn_order: 0, end_of_turn: true },
      { payload: 'how', turn_order: 1, end_of_turn: false },
      { payload: 'Hello, world.', turn_order: 0, end_of_turn: true },
      { payload: 'How?', turn_order: 1, end_of_turn: true },
    ];
    assert.deepEqual(filter('utterances').run(...steps), ['Hello, world.', 'How?']);
    assert.deepEqual(filter('document').run(...steps, endOfTranscript), ['Hello, world. How?']);
  });

  it('is known by its times', () => {
    const harness = filter('finals');
    assert.deepEqual(harness.run(timed('final', 'one two', 0), 5000, timed('final', 'One two .', 0)), ['one two']);
    assert.deepEqual(harness.run(timed('final', 'One two .', 1)), ['One two.']);
  });

  for (const mode of MODES) {
    it(`is kept once though the next partial is there: ${mode}`, () => {
      const harness = filter(mode, { hold: 100_000 });
      harness.run(partial('how are'), plain, partial('fine'), formatted, 60, final('Fine.'), endOfTranscript);
      const complete = harness.sent.filter((message) => message.partial === false);
      const text = complete.map(({ payload }) => String(payload)).join(' ');
      assert.equal(text.match(/how are you/gi)?.length, 1, text);
      assert.match(text, /Fine\.$/);
    });
  }

  it('is no turn that somebody says twice', () => {
    for (const steps of [
      [final('yes'), partial('yes sir'), final('Yes.')],
      [final('yes sir'), partial('yes'), final('Yes, sir.')],
      [final('Yes.'), final('Yes.')],
      [final('yes'), final('yes')],
      [final('yes'), 3000, final('Yes.')],
      [final('yes'), partial('yes'), final('Yes.')],
      [final('go on'), final('Go home.')],
    ]) {
      const harness = filter('finals');
      harness.run(...steps, endOfUtterance);
      assert.equal(harness.sent.length, 2);
    }
  });
});

describe('messages of other packages', () => {
  it('are no finals when they say so in any of the usual names', () => {
    for (const flag of [
      { partial: true },
      { interim: true },
      { isPartial: true },
      { is_partial: true },
      { isInterim: true },
      { final: false },
      { done: false },
      { isFinal: false },
      { is_final: false },
      { end_of_turn: false },
      { type: 'partial' },
      { type: 'interim' },
      { type: 'PartialTranscript' },
      { type: 'interim_transcript' },
      { message_type: 'PartialTranscript' },
      { message_type: 'partial_transcript' },
      { messageType: 'PartialTranscript' },
      { resultType: 'partial' },
      { type: 'recognizing' },
      { type: 'speech.hypothesis' },
      { type: 'conversation.item.input_audio_transcription.delta' },
      { isFinal: 'false' },
      { IsPartial: true },
      { IsFinal: false },
      { endOfTurn: false },
      { status: 'interim' },
      { state: 'partial' },
      { transcript: { is_final: false } },
      { transcript: { type: 'interim' } },
      { result: { isFinal: false } },
      { speech: { state: 'partial' } },
      { metadata: { interim: true } },
      { 'is-final': false },
      { isFinal: 0 },
      { interim: 1 },
      { is_final: 'False' },
      { sentence_end: false },
      { type: 'transcript_partial' },
      { type: 'TranscriptIntermediate' },
      { event: 'partial' },
      { reason: 'RecognizingSpeech' },
      { is_partial_result: true },
      { interimResult: true },
      { transcript_type: 'partial' },
      { resultStatus: 'Partial' },
      { message: 'AddPartialTranscript' },
      { results: [{ isFinal: false, stability: 0.9 }] },
      { results: [{ final: false }, { final: false }] },
      { data: { is_final: false } },
      { data: { results: [{ isFinal: false }] } },
      { data: { type: 'transcript', data: { is_final: false } } },
      { response: { message_type: 'PartialTranscript' } },
      { Transcript: { Results: [{ IsPartial: true }] } },
      { TranscriptEvent: { Transcript: { Results: [{ IsPartial: true }] } } },
      { tokens: [{ is_final: true }, { is_final: false }] },
    ]) {
      assert.deepEqual(filter('finals').run({ payload: 'half', ...flag }), [], JSON.stringify(flag));
    }
    for (const flag of [
      {},
      { interim: false },
      { isFinal: true },
      { is_final: true },
      { type: 'final' },
      { type: 'FinalTranscript' },
      { type: 'anything' },
      { message_type: 'FinalTranscript' },
      { type: 'recognized' },
      { type: 'conversation.item.input_audio_transcription.completed' },
      { is_final: 'true' },
      { IsPartial: false },
      { isFinal: 'no' },
      { status: 'ok' },
      { status: { fill: 'green' } },
      { state: 'final' },
      { transcript: { is_final: true } },
      { transcript: 'whole' },
      { result: [false] },
      { isFinal: true, transcript: { is_final: false } },
      { is_final: 1 },
      { isFinal: 'True' },
      { event: 'final' },
      { message_type: 'committed_transcript' },
      { type: 'transcript.text.done' },
      { message: 'AddTranscript' },
      { message: 'a partial success' },
      { results: [{ isFinal: true }] },
      { results: [] },
      { results: [null] },
      { isFinal: true, results: [{ isFinal: false }] },
      { data: Buffer.from('partial') },
      { data: { results: [{ isFinal: true }] } },
      { tokens: [{ is_final: true }, { is_final: true }] },
      { TranscriptEvent: { Transcript: { Results: [{ IsPartial: false }] } } },
    ]) {
      assert.deepEqual(filter('finals').run({ payload: 'whole', ...flag }), ['whole'], JSON.stringify(flag));
    }
  });

  it('go on with the names that they came with', () => {
    const names = (message: FlowMessage): unknown[] => filter('live').take({ payload: 'a', ...message });
    const [isFinal] = names({ isFinal: false }) as FlowMessage[];
    assert.deepEqual([isFinal?.isFinal, isFinal?.partial], [false, true]);
    const [counted] = names({ is_final: 1 }) as FlowMessage[];
    assert.deepEqual([counted?.is_final, counted?.partial], [false, true]);
    const [interim] = names({ interim: true }) as FlowMessage[];
    assert.deepEqual([interim?.interim, interim?.partial], [true, true]);
    // The final of an utterance that goes on may still grow.
    const [typed] = names({ type: 'final' }) as FlowMessage[];
    assert.deepEqual([typed?.type, typed?.partial], ['partial', true]);
    const [named] = names({ type: 'Interim' }) as FlowMessage[];
    assert.deepEqual([named?.type, named?.partial], ['Interim', true]);
    const [nested] = names({ transcript: { is_final: true }, result: { isFinal: true, score: 1 } }) as FlowMessage[];
    assert.deepEqual([nested?.transcript, nested?.result], [{ is_final: false }, { isFinal: false, score: 1 }]);
    const results = [{ isFinal: true, stability: 1 }];
    const [listed] = names({ data: { id: 7, results } }) as FlowMessage[];
    assert.deepEqual(listed?.data, { id: 7, results: [{ isFinal: false, stability: 1 }] });
    assert.deepEqual(results, [{ isFinal: true, stability: 1 }]);
  });

  it('are no texts where an event only carries what another message said', () => {
    const harness = filter('live');
    const event = { ...endOfUtterance, is_final: true, status: 'partial' };
    assert.deepEqual(harness.run(final('Hello'), event, 300), ['(Hello)', 'Hello']);
  });
});
