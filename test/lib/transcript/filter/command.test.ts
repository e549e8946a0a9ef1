import assert from 'node:assert/strict';
import { endOfTranscript, endOfUtterance, FilterHarness, final, partial, textsOf, timed } from './filter-harness';

const command = (settings: object = {}): FilterHarness =>
  new FilterHarness({ mode: 'command', hold: 700, ...settings });

describe('transcript/filter/command', () => {
  it('is sent once, when it has not changed for a while', () => {
    const harness = command();
    assert.deepEqual(harness.run(partial('turn on'), 200, partial('turn on the lamp'), 699), []);
    assert.deepEqual(harness.run(1), ['(turn on the lamp)']);
    assert.deepEqual(harness.run(partial('Turn on the lamp.'), 5000, final('Turn on the lamp.'), 5000), []);
  });

  it('is sent at once when it is final', () => {
    assert.deepEqual(command().run(partial('turn on'), final('Turn on.'), 5000), ['Turn on.']);
    assert.deepEqual(command().run(final('Turn on'), endOfUtterance, 5000), ['Turn on']);
    assert.deepEqual(command().run(final('Turn on'), endOfTranscript), ['Turn on']);
  });

  it('waits as long as the latest partials were apart, and forgets what was before', () => {
    for (const [quick, wait] of [
      [4, 4750],
      [5, 700],
    ] as const) {
      const harness = command();
      harness.run(partial('turn'), 1900);
      for (let count = 0; count < quick; count += 1) harness.run(partial(`turn on ${count}`), 100);
      assert.deepEqual(harness.run(partial('turn on the lamp'), wait - 1), [], `${quick}`);
      assert.deepEqual(harness.run(1), ['(turn on the lamp)'], `${quick}`);
    }
  });

  it('takes a change of case or marks for none', () => {
    assert.deepEqual(command().run(partial('turn on'), 200, partial('Turn on.'), 500), ['(Turn on.)']);
  });

  it('says when the final contradicts what was sent', () => {
    const harness = command();
    assert.deepEqual(harness.run(partial('turn on'), 2000, partial('turn on no'), 5000, final('Turn it off.')), [
      '(turn on)',
      'Turn it off.',
    ]);
    const { contradicts, stability } = harness.sent.at(-1)!;
    assert.equal(contradicts, 'turn on');
    assert.deepEqual(stability, { updates: 2, erased: 2, ne: 0.667 });
    assert.equal('contradicts' in harness.sent[0]!, false);
  });

  it('says when nothing of what was sent became final', () => {
    const harness = command();
    assert.deepEqual(harness.run(partial('uh'), 2000, partial('')), ['(uh)', '']);
    assert.equal(harness.sent.at(-1)?.contradicts, 'uh');
  });

  it('begins anew when it is final and nothing followed for a while', () => {
    const harness = command();
    assert.deepEqual(harness.run(final('lamp on'), 700, 700, final('lamp off'), 700), ['lamp on', 'lamp off']);
    assert.ok(harness.sent.every((message) => !('contradicts' in message)));
  });

  it('takes a phrase that comes as a final, however short', () => {
    const harness = command({ phrases: 'stop', minWords: 2 });
    assert.deepEqual(harness.run(final('Stop.'), final('Lamp.'), endOfUtterance), ['Stop.']);
  });

  describe('with phrases that may fire', () => {
    const harness = (): FilterHarness => command({ phrases: 'Stop!\nlouder, be quiet' });

    it('sends them at once, on a partial', () => {
      for (const phrase of ['stop', 'Louder.', 'be quiet']) {
        assert.deepEqual(harness().run(partial(phrase)), [`(${phrase})`]);
      }
    });

    it('waits with everything else', () => {
      assert.deepEqual(harness().run(partial('stop it')), []);
    });

    it('says when they were only the beginning', () => {
      const stopping = harness();
      assert.deepEqual(stopping.run(partial('stop'), partial('stop the music'), final('Stop the music.')), [
        '(stop)',
        'Stop the music.',
      ]);
      assert.equal(stopping.sent.at(-1)?.contradicts, 'stop');
    });
  });

  it('drops what has too few words, but for phrases', () => {
    assert.deepEqual(
      command({ minWords: 2, phrases: 'stop' }).run(partial('uh'), 5000, final('Uh.'), partial('stop')),
      ['(stop)'],
    );
  });

  describe('does not fire half a command', () => {
    it('while partials come slowly', () => {
      const harness = command();
      const slow = [
        partial('turn on'),
        1000,
        partial('turn on the light'),
        1000,
        partial('turn on the light in'),
        1000,
      ];
      assert.deepEqual(harness.run(...slow), []);
      assert.deepEqual(harness.run(partial('turn on the light in the kitchen'), 2499), []);
      assert.deepEqual(harness.run(1), ['(turn on the light in the kitchen)']);
    });

    it('after the first partial of a stream, whose pace nobody knows yet', () => {
      assert.deepEqual(command().run(partial('turn on'), 1400, partial('turn on the light'), 1400), []);
      assert.deepEqual(command().run(partial('stop'), 2000), ['(stop)']);
    });

    it('with the time that passed between two commands in its pace', () => {
      const harness = command();
      harness.run(partial('lamp'), 200, partial('lamp on'), 200, final('Lamp on.'), 1800);
      assert.deepEqual(harness.run(partial('lamp'), 200, partial('lamp off'), 700), ['(lamp off)']);
    });

    it('later than it was set where only finals come', () => {
      assert.deepEqual(command().run(final('lamp on'), 699), []);
      assert.deepEqual(command().run(final('lamp on'), 700), ['lamp on']);
    });

    it('when the connection is lost in the middle of it', () => {
      const harness = command();
      const lost = { event: 'reconnecting', payload: {} };
      const back = { event: 'resumed', payload: {} };
      for (const [on, rest] of [
        [final('turn on'), final('the light in the kitchen.')],
        [timed('final', 'turn on', 0), timed('final', 'the light in the kitchen .', 1)],
        // What was said meanwhile is lost.
        [timed('final', 'turn on', 0), timed('final', 'the light in the kitchen .', 4)],
      ] as const) {
        assert.deepEqual(harness.run(on, 300, lost, 3000, back, 1500, rest), ['turn on the light in the kitchen.']);
        harness.take(endOfTranscript);
      }
      assert.deepEqual(harness.run(final('turn on'), lost, 60_000, back, 2000), ['turn on']);
    });

    it('twice, when nothing follows a lost connection', () => {
      const harness = command();
      harness.run(partial('turn'), 100, partial('turn on'), 700);
      const steps = [
        { event: 'reconnecting', payload: {} },
        partial(''),
        3000,
        { event: 'resumed', payload: {} },
        5000,
      ];
      harness.run(...steps, final('Turn on the light.'));
      assert.deepEqual(
        harness.sent.map(({ payload, contradicts }) => [payload, contradicts]),
        [
          ['turn on', undefined],
          ['', 'turn on'],
          ['Turn on the light.', undefined],
        ],
      );
    });
  });

  it('is not the beginning of a sentence behind another one, of whose partials nothing was seen', () => {
    const harness = command();
    harness.run(partial('press'), final('Press two. Press three'), 1500, final('to go.'));
    assert.deepEqual(textsOf(harness.sent), ['Press two.', 'Press three to go.']);
  });

  it('is not sent twice for its contractions, in English', () => {
    const contradicted = (held: string, last: string): boolean => {
      const harness = command();
      harness.run(partial(held), 2000, final(last), endOfUtterance, 300);
      return harness.sent.some(({ contradicts }) => contradicts !== undefined);
    };
    for (const [apart, contracted] of [
      ['what is the time', "What's the time?"],
      ['who has been here', 'Who’s been here?'],
      ['do not do that', "Don't do that."],
      ['i will not', "I won't."],
      ['i cannot', "I can't"],
      ['let us go', "Let's go!"],
      ["they'd have gone", 'They would’ve gone.'],
      ['im going to go', "I'm gonna go."],
      ["it's at seven thirty", 'It is at 7:30.'],
    ] as const) {
      assert.equal(contradicted(apart, contracted), false, apart);
      assert.equal(contradicted(contracted, apart), false, contracted);
    }
    for (const [one, other] of [
      ['it is open', 'it has open'],
      ['i would go', 'i had go'],
      ['do it', "don't"],
      ["i'm here", "I've here"],
    ] as const) {
      assert.equal(contradicted(one, other), true, one);
    }
  });

  describe('is not sent twice for the way in which numbers are written', () => {
    const heldThenFinal = (held: string, last: string, language = 'en'): unknown[] => {
      const harness = command();
      const told = { transcript: { language } };
      harness.run(partial(held, told), 2000, final(last, told), endOfUtterance, 300);
      return harness.sent.map(({ contradicts }) => contradicts);
    };

    it('in English', () => {
      for (const [words, digits] of [
        ['channel twenty one', 'Channel 21.'],
        ['channel twenty-one', 'Channel 21'],
        ['one hundred and five', '105'],
        ['two thousand and twenty four', '2,024'],
        ['nineteen eighty four', '1984'],
        ['a hundred', '100'],
        ['three point one four', '3.14'],
        ['the twenty first of may', 'The 21st of May.'],
        ['fifty percent', '50%'],
        ['five dollars', '$5'],
        ['at seven thirty', 'At 7:30.'],
        ['two million', '2 million'],
        ['one point five million', '1.5 million'],
        ['point five', '0.5'],
        ['minus five degrees', '-5 degrees'],
        ['minus ten', '−10'],
        ['ten euros', '10 €'],
        ['turn on the t v', 'Turn on the TV.'],
        ['wi fi off', 'Wi-Fi off.'],
        ['zero zero seven', '007'],
        ['room one oh one', 'Room 101'],
        ['twenty degrees', '20°'],
        ['wake me at seven thirty pm', 'Wake me at 7:30 PM.'],
        ['seven thirty p m', '7:30 p.m.'],
        ['at seven', 'At 7:00.'],
        ["at seven o'clock", 'At 7:00.'],
        ['at half past seven', 'At 7:30.'],
        ['a quarter to one', '12:45'],
        ['twenty past five', '05:20'],
        ['seven oh five am', '7:05 AM'],
        ['seven thirty pm', '19:30'],
        ['twelve thirty am', '00:30'],
      ] as const) {
        assert.deepEqual(heldThenFinal(words, digits), [undefined], words);
        assert.deepEqual(heldThenFinal(digits, words), [undefined], digits);
      }
    });

    it('nor is the end of such a number a command of its own', () => {
      for (const [words, digits] of [
        ['set it to twenty one', 'Set it to 21.'],
        ['dim to fifty percent', 'Dim to 50%.'],
        ['wake me at seven thirty', 'Wake me at 7:30.'],
        ['from twenty one to one hundred and five', 'From 21 to 105.'],
      ] as const) {
        assert.deepEqual(command().run(partial(words), 2500, final(digits), 5000), [`(${words})`], words);
        const live = new FilterHarness({ mode: 'live' });
        const more = `${words} please`;
        assert.deepEqual(live.run(partial(more), final(digits), 60), [`(${more})`, digits, '(please)'], words);
      }
    });

    it('but for another number, and other languages', () => {
      for (const [one, other] of [
        ['channel fifty six', 'channel five six'],
        ['channel twenty one', 'Channel 22'],
        ['two', 'too'],
        ['twenty', '2'],
        ['seven thirty am', '7:30 PM'],
        ['half past seven', '7:31'],
        ['from five to seven', 'From 5 to 8'],
        ['set it to -5', 'Set it to 5.'],
        ['one million', '1.5 million'],
      ] as const) {
        assert.deepEqual(heldThenFinal(one, other), [undefined, one], one);
      }
      assert.deepEqual(heldThenFinal('six', '6', 'fr'), [undefined, 'six']);
    });

    it('and a phrase that is set fires however it is written', () => {
      assert.deepEqual(command({ phrases: 'channel 21' }).run(partial('channel twenty one')), ['(channel twenty one)']);
    });
  });

  it('tells how late it was', () => {
    const harness = command();
    harness.take(timed('partial', 'lamp on', 0, 0.3));
    harness.wait(2000);
    assert.deepEqual(harness.sent[0]?.stability, {
      updates: 1,
      erased: 0,
      ne: 0,
      first_delay: 2.55,
      final_delay: 2.55,
    });
  });
});
