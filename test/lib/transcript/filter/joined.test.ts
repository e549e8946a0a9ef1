import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FlowMessage } from '../../../../nodes/lib/message/flow-message';
import type { TranscriptResult } from '../../../../nodes/lib/transcript/results';
import { FilterHarness, textsOf } from './filter-harness';

const endOfUtterance: FlowMessage = { event: 'end_of_utterance', payload: {}, stream: 'x' };
const endOfTranscript: FlowMessage = { event: 'end_of_transcript', payload: {}, stream: 'x' };

/** Seconds of each word. */
const WORD = 0.5;

interface Said {
  text: string;
  speaker?: string;
  channel?: string;
}

/** The messages of one stream, as the transcribe node sends them; marks stand alone in the texts. */
function conversation(said: readonly Said[], kind: 'final' | 'partial' = 'final'): FlowMessage[] {
  let time = 0;
  return said.map(({ text, speaker, channel }, index) => {
    const start_time = time;
    const results: TranscriptResult[] = text.split(' ').map((content) => {
      const isMark = !/[\p{L}\p{N}]/u.test(content);
      const start = time;
      if (!isMark) time += WORD;
      return { type: isMark ? 'punctuation' : 'word', content, start_time: start, end_time: time, speaker };
    });
    return {
      payload: text.replace(/ (?=[^\p{L}\p{N}])/gu, ''),
      partial: kind === 'partial',
      transcript: {
        id: `x-${index + 1}`,
        stream: 'x',
        start_time,
        end_time: time,
        time: 1e12 + start_time * 1000,
        results,
        delimiter: ' ',
        ...(speaker !== undefined && { speaker }),
        ...(channel !== undefined && { channel }),
        latency: 1,
      },
    };
  });
}

const resultsOf = ({ transcript }: FlowMessage): TranscriptResult[] =>
  (transcript as { results: TranscriptResult[] }).results;

const detailsOf = ({ transcript }: FlowMessage): Record<string, unknown> => transcript as Record<string, unknown>;

const completes = (messages: readonly FlowMessage[]): FlowMessage[] =>
  messages.filter(({ partial }) => partial === false);

const JOINING = ['live', 'calm', 'append', 'command', 'utterances', 'document', 'finals'] as const;

describe('a joined text', () => {
  it('names when its first word began and its last one ended, all its results, and who spoke', () => {
    const said = [{ text: 'We are', speaker: 'S1' }, { text: 'delighted', speaker: 'S1' }, { text: '.' }];
    for (const mode of ['live', 'calm', 'utterances', 'document'] as const) {
      const sent = new FilterHarness({ mode }).take(...conversation(said), endOfTranscript);
      const [whole] = completes(sent);
      const { start_time, end_time, speaker, id, last_id, time } = detailsOf(whole!);
      assert.deepEqual([whole?.payload, start_time, end_time, speaker], ['We are delighted.', 0, 1.5, 'S1'], mode);
      assert.deepEqual([id, last_id, time], ['x-1', 'x-3', 1e12], mode);
      assert.deepEqual(
        resultsOf(whole!).map(({ content }) => content),
        ['We', 'are', 'delighted', '.'],
        mode,
      );
    }
  });

  it('ends where another speaker begins, in one final or in two', () => {
    const said = [
      { text: 'yes', speaker: 'S1' },
      { text: 'no way', speaker: 'S2' },
      { text: 'right', speaker: 'S1' },
    ];
    const [whole] = conversation([{ text: 'yes no way right' }]);
    for (const [index, speaker] of ['S1', 'S2', 'S2', 'S1'].entries()) resultsOf(whole!)[index]!.speaker = speaker;
    for (const messages of [conversation(said), [whole!]]) {
      for (const mode of ['live', 'calm', 'utterances', 'command'] as const) {
        const sent = completes(new FilterHarness({ mode }).take(...messages, endOfTranscript));
        assert.deepEqual(textsOf(sent), ['yes', 'no way', 'right'], mode);
        assert.deepEqual(
          sent.map((message) => detailsOf(message).speaker),
          ['S1', 'S2', 'S1'],
          mode,
        );
      }
    }
    const glued = new FilterHarness({ mode: 'utterances', voices: false }).take(...conversation(said), endOfTranscript);
    assert.deepEqual(textsOf(glued), ['yes no way right']);
    assert.deepEqual([detailsOf(glued[0]!).speaker, detailsOf(glued[0]!).speakers], [undefined, ['S1', 'S2']]);
  });

  it('ends where the channel changes', () => {
    const said = [
      { text: 'hello', channel: 'agent' },
      { text: 'hi', channel: 'caller' },
    ];
    const sent = new FilterHarness({ mode: 'utterances' }).take(...conversation(said), endOfTranscript);
    assert.deepEqual(
      sent.map((message) => [message.payload, detailsOf(message).channel]),
      [
        ['hello', 'agent'],
        ['hi', 'caller'],
      ],
    );
  });

  it('ends at every sentence that ends inside a final', () => {
    const messages = conversation([{ text: 'One . Two ? three' }, { text: 'Four !' }]);
    for (const mode of ['live', 'calm', 'utterances', 'command'] as const) {
      const sent = completes(new FilterHarness({ mode }).take(...messages, endOfTranscript));
      assert.deepEqual(textsOf(sent), ['One.', 'Two?', 'three Four!'], mode);
    }
  });

  it('does not end at a title or an initial in a text that comes alone', () => {
    const harness = new FilterHarness({ mode: 'utterances' });
    const final = (payload: string): FlowMessage => ({ payload, partial: false });
    assert.deepEqual(harness.run(final('And Mr. John A. Dashwood had it. Who? I do not know.')), [
      'And Mr. John A. Dashwood had it.',
      'Who?',
      'I do not know.',
    ]);
    assert.deepEqual(harness.run(final('Das ist z. B. gut. Am 3. Mai kommt er.')), [
      'Das ist z. B. gut.',
      'Am 3. Mai kommt er.',
    ]);
    for (const text of [
      'Smith vs. Jones is on.',
      'Ask Dr. Brown.',
      'In the U.S. Army, e.g. Fort Knox, at 5 p.m. Monday.',
      'Das sind z.B. Berlin bzw. Köln.',
      '1. Open it.',
      'It costs 3.5 or 2. 5 more.',
    ]) {
      assert.deepEqual(harness.run(final(text)), [text]);
    }
  });

  const SHORT = ['It is by B. Smith.', 'See fig. 3 and no. 7.', 'Il sig. Rossi e il dott. Verdi.', 'A Dra. Lima veio.'];

  it('ends behind an initial or an abbreviation where a word follows that begins a sentence', () => {
    const harness = new FilterHarness({ mode: 'utterances' });
    const final = (payload: string): FlowMessage => ({ payload, partial: false });
    for (const text of [
      'It was I. | He left.',
      'Meet me at 5 p.m. | We eat.',
      'It opens at 9 a.m. | The shop is near.',
      'He lives in the U.S. | They like it.',
      'He has a Ph.D. | She teaches.',
      'Martin Luther King Jr. | He spoke.',
      "We live on Main St. | It's long.",
      'Take vitamin C. | It helps.',
      'Jésus J.-C. | Il est là.',
      'И т. д. | Он сел.',
      'We go with plan B. | Type it in.',
      'Hepatitis B. | Doctors say so.',
      'Wir nehmen Plan B. | Danach essen wir.',
      'Nous passons au groupe A. | Puis on mange.',
      'Принимай витамин C. | Ешь хлеб.',
      '그래요? | 네. | 좋아요!',
    ]) {
      assert.deepEqual(harness.run(final(text.replaceAll('| ', ''))), text.split(' | '));
    }
    for (const text of [
      'Bands, e.g. The Beatles, came.',
      'Ask J. I. Case.',
      'At 5 p.m. I will.',
      'Ask Dr. No.',
      ...SHORT,
    ]) {
      assert.deepEqual(harness.run(final(text)), [text]);
    }
  });

  it('ends at marks that stand alone, as tokens do', () => {
    const harness = new FilterHarness({ mode: 'utterances' });
    const final = (payload: string): FlowMessage => ({ payload, partial: false });
    assert.deepEqual(harness.run(final('Hello , world . How are you ? Fine … Well !')), [
      'Hello , world .',
      'How are you ?',
      'Fine …',
      'Well !',
    ]);
    assert.deepEqual(harness.run(final('他说：“走。”然后走了。'), final('「走。」彼は')), [
      '他说：“走。”',
      '然后走了。',
      '「走。」',
    ]);
    assert.deepEqual(harness.run(2500), ['彼は']);
    assert.deepEqual(harness.run(final('नमस्ते । ठीक ।')), ['नमस्ते ।', 'ठीक ।']);
    assert.deepEqual(harness.run(final('It runs on .NET here.')), ['It runs on .NET here.']);
  });

  it('ends at a number unless the language writes ordinals so', () => {
    const told = (payload: string, language: string): string[] =>
      new FilterHarness({ mode: 'utterances' }).run({ payload, partial: false, transcript: { language } });
    assert.deepEqual(told('Der 12. Mann kam.', 'de'), ['Der 12. Mann kam.']);
    assert.deepEqual(told('Se 3. Kerran.', 'fi'), ['Se 3. Kerran.']);
    for (const language of ['en', 'auto', 'cmn_en', 'xx', '']) {
      assert.deepEqual(told('He is 12. May came.', language), ['He is 12.', 'May came.'], language);
    }
  });

  it('goes on where a final that comes alone ends with a title', () => {
    const harness = new FilterHarness({ mode: 'utterances' });
    const final = (payload: string): FlowMessage => ({ payload, partial: false });
    assert.deepEqual(harness.run(final('And Mr.'), final('John had it.')), ['And Mr. John had it.']);
    assert.deepEqual(harness.run(final('Ask Smith vs.'), 2500), ['Ask Smith vs.']);
  });

  it('keeps every character of a text that comes alone, and ends at marks only', () => {
    const word = fc.constantFrom('I', 'Mr', '12', '3.5', 'e.g', 'vs', 'va', 'Go', '“Go', '«', '(so', "it's", '我们');
    const end = fc.constantFrom('', '.', '?', ' ?', '…', '...', '.”', '.“', ' »', ".'", '!)', ',');
    const text = fc
      .array(fc.tuple(word, end), { minLength: 1, maxLength: 12 })
      .map((words) => words.map((each) => each.join('')).join(' '));
    fc.assert(
      fc.property(text, (payload) => {
        const harness = new FilterHarness({ mode: 'utterances' });
        const sent = harness.run({ payload, partial: false }, 60_000);
        assert.equal(sent.join(' '), payload);
        for (const each of sent.slice(0, -1)) {
          assert.match(each, /[.?!…]['")”“» ]*$/u);
          assert.doesNotMatch(each, /\b(?:Mr|vs|e\.g)\.$/);
        }
      }),
    );
  });

  it('ends at every sentence of a text that comes alone, however short its last word is', () => {
    for (const [text, ...sentences] of [
      [
        'Say Yes. No. Ask Tom. It is OK. I watch TV. Go.',
        'Say Yes.',
        'No.',
        'Ask Tom.',
        'It is OK.',
        'I watch TV.',
        'Go.',
      ],
      ['Me llamo Ana. El Sr. Paz. Sí.', 'Me llamo Ana.', 'El Sr. Paz.', 'Sí.'],
      ['Да. Нет. Я дома. Да.', 'Да.', 'Нет.', 'Я дома.', 'Да.'],
      [
        'Well... I do. Wait… what? See No. 5. "Stop!" he said. Bye.',
        'Well...',
        'I do.',
        'Wait… what?',
        'See No. 5. "Stop!" he said.',
        'Bye.',
      ],
      ['I have 12. You have 3. He ran 5 km. Go.', 'I have 12.', 'You have 3.', 'He ran 5 km.', 'Go.'],
      ["He said 'Go.' She went. „Geh.“ »Los.« Ja.", "He said 'Go.'", 'She went.', '„Geh.“', '»Los.«', 'Ja.'],
      ['Ça va ? « Allez. » Il dit : non ! Oui.', 'Ça va ?', '« Allez. »', 'Il dit : non !', 'Oui.'],
      ['« Allez. » dit-il. (Il part.) Bien…', '« Allez. » dit-il.', '(Il part.)', 'Bien…'],
      ['你好吗?我很好!再见。', '你好吗?', '我很好!', '再见。'],
    ]) {
      const harness = new FilterHarness({ mode: 'utterances' });
      assert.deepEqual(harness.run({ payload: text, partial: false }), sentences);
    }
  });

  it('of a document tells its sentences, who said them, and when', () => {
    const said = [
      { text: 'Hello . How are', speaker: 'S1' },
      { text: 'you ?', speaker: 'S1' },
      { text: 'Fine', speaker: 'S2' },
    ];
    const [sent] = new FilterHarness({ mode: 'document' }).take(...conversation(said), endOfTranscript);
    assert.deepEqual(detailsOf(sent!).parts, [
      { text: 'Hello.', speaker: 'S1', start_time: 0, end_time: 0.5 },
      { text: 'How are you?', speaker: 'S1', start_time: 0.5, end_time: 2 },
      { text: 'Fine', speaker: 'S2', start_time: 2, end_time: 2.5 },
    ]);
  });

  it('takes the speaker of a mark that comes alone', () => {
    const [message] = conversation([{ text: '.', speaker: 'S1' }]);
    const [sent] = new FilterHarness({ mode: 'finals' }).take(message!);
    assert.equal(detailsOf(sent!).speaker, 'S1');
  });

  it('says how late its last word is now', () => {
    const harness = new FilterHarness({ mode: 'utterances' });
    harness.take(...conversation([{ text: 'turn on' }]));
    const [sent] = harness.wait(10_000);
    const { latency } = detailsOf(sent!);
    assert.ok(Number(latency) >= 3, String(latency));
  });

  it('goes without details where nothing is known of them', () => {
    const [sent] = new FilterHarness({ mode: 'live' }).take({ payload: 'hello', partial: false, topic: 't' });
    assert.ok(!('transcript' in sent!));
  });

  it('of the last words is complete after a pause, without waiting for others', () => {
    for (const mode of ['live', 'calm'] as const) {
      const harness = new FilterHarness({ mode });
      assert.deepEqual(harness.run(...conversation([{ text: 'the last words' }])), ['(the last words)'], mode);
      assert.deepEqual(harness.run(4000), ['the last words'], mode);
      assert.deepEqual(harness.run(endOfUtterance, 60_000), [], mode);
      assert.deepEqual(
        new FilterHarness({ mode, pause: 5 }).run({ payload: 'one' }, 4900, 100),
        ['(one)', 'one'],
        mode,
      );
    }
  });

  it('does not grow for ever', () => {
    const words = Array.from({ length: 400 }, (_, index) => `word${index}`);
    const messages = conversation(words.map((text) => ({ text })));
    const one = conversation([{ text: words.join(' ') }]);
    for (const mode of ['live', 'calm'] as const) {
      for (const input of [messages, one]) {
        const sent = completes(new FilterHarness({ mode, longestText: 100 }).take(...input, endOfTranscript));
        assert.ok(
          sent.every(({ payload }) => String(payload).length <= 100),
          mode,
        );
        assert.equal(textsOf(sent).join(' '), words.join(' '), mode);
      }
      const timely = completes(
        new FilterHarness({ mode, longest: 5, longestText: 0 }).take(...messages, endOfTranscript),
      );
      assert.ok(
        timely.every((message) => Number(detailsOf(message).end_time) - Number(detailsOf(message).start_time) <= 5),
      );
      assert.equal(textsOf(timely).join(' '), words.join(' '), mode);
    }
  });

  it('is as long as is set where no spaces stand between words', () => {
    const said = '我用苹果手机打电话给你们大家听一听';
    const live = new FilterHarness({ mode: 'live', longestText: 20 });
    live.take({ payload: said.repeat(3) });
    live.wait(2000);
    const sent = completes(live.sent);
    assert.deepEqual(
      sent.map(({ payload }) => String(payload).length),
      [20, 20, 11],
    );
  });

  it('has exactly the results of the finals, in order, with times that enclose them, and the speakers of its words', () => {
    const word = fc.constantFrom('one', 'two', '.', 'three', ',', '?', 'four');
    const said: fc.Arbitrary<Said> = fc.record(
      {
        text: fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' ')),
        speaker: fc.constantFrom('S1', 'S2'),
        channel: fc.constantFrom('a', 'b'),
      },
      { requiredKeys: ['text'] },
    );
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 12 }), fc.constantFrom(...JOINING), (all, mode) => {
        const messages = conversation(all);
        const sent = completes(new FilterHarness({ mode, hold: 1e6 }).take(...messages, endOfTranscript));
        const told = sent.flatMap(resultsOf);
        // A mark that comes when its text was sent comes too late.
        const isLate = all.some(({ text }) => /^[^a-z]/.test(text));
        if (!isLate) assert.deepEqual(told, messages.flatMap(resultsOf));
        for (const message of sent) {
          const { start_time, end_time, speaker, speakers } = detailsOf(message);
          const results = resultsOf(message);
          assert.ok(results.every((result) => result.start_time >= Number(start_time)));
          assert.ok(results.every((result) => result.end_time <= Number(end_time)));
          const labels = new Set(results.filter(({ type }) => type === 'word').map((result) => result.speaker));
          if (speaker !== undefined && labels.size > 0) assert.deepEqual([...labels], [speaker]);
          if (speakers !== undefined)
            assert.deepEqual(
              speakers,
              [...labels].filter((label) => label !== undefined),
            );
        }
      }),
    );
  });
});
