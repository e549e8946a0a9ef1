import assert from 'node:assert/strict';
import { type FlowNode, transcribeFlow } from '../../dev/deployed-flow';
import { Editor, type EditorNode, type EditorWindow, field, placed, UNCHANGED } from '../support/editor';
import { assertNewcomerCanRead, countFields, dragAside } from '../support/newcomer';

/** Fields that the dialog does not show stand between those that it does. */
const FULL = {
  ...UNCHANGED,
  transcription_config: {
    odd: { deep: [1] },
    language: 'en',
    max_delay: '${MAX_DELAY}',
    channel_diarization_labels: ['left'],
    additional_vocab: ['Knobloch', { content: 'gnocchi', sounds_like: ['nyohki'], odd: 1 }],
    conversation_config: { odd: true, end_of_utterance_silence_trigger: 0.5 },
    enable_entities: false,
    diarization: 'channel',
    speaker_diarization_config: { max_speakers: '3', speakers: [{ label: 'Ann', speaker_identifiers: ['a1'] }] },
    transcript_filtering_config: { replacements: [{ from: 'damn', to: '' }] },
    punctuation_overrides: { permitted_marks: ['all'] },
  },
  translation_config: { target_languages: ['de'], odd: 1 },
  audio_events_config: { types: ['music'], odd: 1 },
  audio_format: { type: 'raw', encoding: 'mulaw', sample_rate: 8000, odd: 1 },
  streams: 'topic',
  outputs: 3,
};
const TABS = ['session', 'recognition', 'vocabulary', 'speakers', 'audio'];

const flow = (settings: object): FlowNode[] => placed(transcribeFlow({ server: 'built-in' }, settings));

describe('the dialog of speechmatics-transcribe', function () {
  this.timeout(120_000);
  let editor: Editor;

  before(async function () {
    editor = await Editor.open(this, [
      ...flow(UNCHANGED),
      { ...flow(FULL).find(({ id }) => id === 'transcribe')!, id: 'full', x: 150, y: 500, wires: [[], [], []] },
      // As a flow of the first version might have it.
      { id: 'old', type: 'speechmatics-transcribe', z: 'tab', x: 400, y: 500, appliance: 'appliance', wires: [[], []] },
    ]);
  });
  after(async () => {
    await editor?.close();
  });

  const tab = (name: string): Promise<void> => editor.openTab(`speechmatics-tab-${name}`);
  const own = (name: string): string => field(`speechmatics-${name}`);
  const fill = (name: string, text: string): Promise<void> => editor.page.fill(own(name), text);
  const check = (name: string): Promise<void> => editor.page.check(own(name));
  const select = async (name: string, value: string): Promise<void> => {
    await editor.page.selectOption(own(name), value);
  };
  const settingsOf = (node: EditorNode): object =>
    Object.fromEntries(Object.keys(FULL).map((name) => [name, node[name]]));

  for (const id of ['transcribe', 'full', 'old']) {
    it(`changes nothing of "${id}" when it is opened and closed`, async () => {
      const before = settingsOf(await editor.node(id));
      const after = await editor.edit(id, async () => {
        for (const name of TABS) await tab(name);
      });
      assert.equal(await editor.isDirty(), false);
      assert.equal(after.valid, true, String(after.validationErrors));
      if (id !== 'old') assert.equal(JSON.stringify(settingsOf(after)), JSON.stringify(before));
    });
  }

  it('stores every field under the name that it has in the protocol', async () => {
    const { page } = editor;
    await editor.edit('transcribe', async () => {
      await page.fill(field('name'), 'everything');
      await fill('language', 'de');
      for (const more of await page.locator('.speechmatics-more').elementHandles()) {
        await more.evaluate((line) => (line as HTMLElement).click());
      }
      await check('partials');
      await fill('max-delay', '2.5');
      await select('max-delay-mode', 'fixed');
      await fill('silence', '0.7');
      await page.check(field('showText'));
      await page.check(field('rawMessages'));
      await editor.screenshot('transcribe-session');

      await tab('recognition');
      await select('operating-point', 'enhanced');
      await fill('model', 'melia-1');
      await fill('domain', 'finance');
      await fill('locale', 'de-CH');
      await select('entities', 'true');
      await fill('marks', '. ? !');
      await fill('mark-sensitivity', '0.4');
      await check('disfluencies');
      await fill('n-best', '3');
      await page.fill(`${own('others')} + .red-ui-typedInput-container .red-ui-typedInput-input`, '{"new_field": [1]}');
      await editor.screenshot('transcribe-recognition');

      await tab('vocabulary');
      await fill('pasted', 'Knobloch: nob lock, knop lok\nNew York');
      await page.click(own('paste'));
      const add = async (name: string, first: string, second: string): Promise<void> => {
        const list = page.locator(`[data-field="${name}"]`);
        await list.locator('.red-ui-editableList-addButton').click();
        await list.locator('[data-part="first"]').last().fill(first);
        await list.locator('[data-part="second"]').last().fill(second);
      };
      await add('vocabulary', 'gnocchi', 'nyohki');
      await add('replacements', 'damn', '****');
      await editor.screenshot('transcribe-vocabulary');

      await tab('speakers');
      await select('diarization', 'speaker_change');
      await fill('change-sensitivity', '0.6');
      await select('diarization', 'speaker');
      assert.equal(await page.isVisible(own('change-sensitivity')), false);
      await fill('max-speakers', '4');
      await fill('speaker-sensitivity', '0.3');
      await check('current-speaker');
      await check('get-speakers');
      await add('speakers', 'Ann', 'a1, a2');
      await fill('targets', 'en fr');
      await check('translation-partials');
      await check('events');
      await check('laughter');
      await check('music');
      await editor.screenshot('transcribe-speakers');

      await tab('audio');
      await select('format', 'raw');
      await select('encoding', 'pcm_f32le');
      await fill('rate', '44100');
      await fill('volume', '3.5');
      await page.fill(field('streams'), 'topic');
      await page.fill(field('idle'), '5');
      await page.fill(field('queue'), '30');
      await page.selectOption(field('drop'), 'newest');
      await editor.screenshot('transcribe-audio');
    });

    const expected = {
      name: 'everything',
      transcription_config: {
        language: 'de',
        enable_partials: true,
        max_delay: 2.5,
        max_delay_mode: 'fixed',
        conversation_config: { end_of_utterance_silence_trigger: 0.7 },
        operating_point: 'enhanced',
        model: 'melia-1',
        domain: 'finance',
        output_locale: 'de-CH',
        enable_entities: true,
        punctuation_overrides: { permitted_marks: ['.', '?', '!'], sensitivity: 0.4 },
        transcript_filtering_config: { remove_disfluencies: true, replacements: [{ from: 'damn', to: '****' }] },
        n_best_limit: 3,
        diarization: 'speaker',
        speaker_change_sensitivity: 0.6,
        speaker_diarization_config: {
          max_speakers: 4,
          speaker_sensitivity: 0.3,
          prefer_current_speaker: true,
          get_speakers: true,
          speakers: [{ label: 'Ann', speaker_identifiers: ['a1', 'a2'] }],
        },
        audio_filtering_config: { volume_threshold: 3.5 },
        additional_vocab: [
          { content: 'Knobloch', sounds_like: ['nob lock', 'knop lok'] },
          'New York',
          { content: 'gnocchi', sounds_like: ['nyohki'] },
        ],
        new_field: [1],
      },
      translation_config: { target_languages: ['en', 'fr'], enable_partials: true },
      audio_events_config: { types: ['laughter', 'music'] },
      audio_format: { type: 'raw', encoding: 'pcm_f32le', sample_rate: 44_100 },
      streams: 'topic',
      drop: 'newest',
      showText: true,
      rawMessages: true,
      outputs: 3,
    };
    const deployed = (await editor.deploy()).find(({ id }) => id === 'transcribe')!;
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(deployed[name], value, name);
    assert.deepEqual([Number(deployed.idle), Number(deployed.queue)], [5, 30]);

    await editor.edit('transcribe', () => tab('speakers'));
    assert.equal(await editor.isDirty(), false);
  });

  it('stores nothing of a field that is emptied', async () => {
    const { page } = editor;
    const emptied = await editor.edit('full', async () => {
      await fill('max-delay', '');
      await fill('silence', '');
      await tab('vocabulary');
      const rows = page.locator('[data-field="vocabulary"] .red-ui-editableList-item-remove');
      for (let left = (await rows.count()) - 1; left >= 0; left -= 1) {
        await rows.first().click();
        // A row fades away.
        await rows.nth(left).waitFor({ state: 'detached' });
      }
      await tab('speakers');
      await fill('targets', '');
      await page.uncheck(own('events'));
      await tab('audio');
      await select('format', 'auto');
    });
    const rest: Record<string, unknown> = { ...FULL.transcription_config, conversation_config: { odd: true } };
    delete rest.max_delay;
    delete rest.additional_vocab;
    assert.deepEqual(emptied.transcription_config, rest);
    const { translation_config, audio_events_config, audio_format, outputs } = emptied;
    assert.deepEqual(
      { translation_config, audio_events_config, audio_format, outputs: Number(outputs) },
      { translation_config: null, audio_events_config: null, audio_format: { type: 'auto' }, outputs: 2 },
    );
  });

  it('hints where generations of servers differ, and refuses numbers that are none', async () => {
    const { page } = editor;
    const warning = page.locator('[data-field="max-delay"] .speechmatics-warning');
    const changed = await editor.edit('old', async () => {
      await fill('max-delay', '10');
      assert.match(await warning.innerText(), /Older appliances take it.*0\.7 - 4/);
      await fill('max-delay', '0.8');
      assert.match(await warning.innerText(), /Current servers take it/);
      await fill('max-delay', '99');
      assert.match(await warning.innerText(), /No known server/);
      await fill('max-delay', '${MAX_DELAY}');
      assert.equal(await warning.isVisible(), false);
      await fill('max-delay', 'soon');
      assert.match(await warning.innerText(), /not a number/);
      await editor.screenshot('transcribe-hint');
    });
    assert.equal(changed.valid, false);
    assert.match(String(changed.validationErrors), /Words final after: This is not a number/);
    const right = await editor.edit('old', () => fill('max-delay', '10'));
    assert.equal(right.valid, true);
  });

  it('says of each field which servers know it', async () => {
    await editor.edit('old', async () => {
      const rows = editor.page.locator('.speechmatics-field:has(.speechmatics-known)');
      const texts = await rows.locator('.speechmatics-known').allTextContents();
      assert.ok(texts.length > 25);
      for (const text of texts) assert.match(text, /[Ss]ervers|appliances|transcription_config/);
    });
  });

  it('gives a new node settings that the partial filter lives on', async () => {
    const id = await dragAside(editor, 'speechmatics-transcribe');
    const made = await editor.node(id);
    assert.deepEqual(made.transcription_config, {
      language: 'en',
      enable_partials: true,
      max_delay: 2,
      conversation_config: { end_of_utterance_silence_trigger: 0.5 },
    });
  });

  it('folds away what the chosen appliance does not know, but nothing that is set', async () => {
    const { page } = editor;
    const [id] = (await editor.nodesOf('speechmatics-transcribe')).slice(-1);
    await editor.edit(id!, async () => {
      const counted: Record<string, number> = {};
      for (const name of TABS) {
        await tab(name);
        counted[name] = await countFields(page);
      }
      assert.deepEqual(counted, { session: 7, recognition: 2, vocabulary: 2, speakers: 0, audio: 6 });
      await tab('recognition');
      const line = page.locator('#speechmatics-tab-recognition .speechmatics-more');
      assert.equal(await line.innerText(), '8 more for other servers');
      await line.click();
      assert.equal(await countFields(page), 10);
      assert.equal(await line.isVisible(), false);
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'node-input-speechmatics-domain');
    });
    assert.equal((await editor.node(id!)).changed, true);
    await editor.edit('full', async () => {
      await tab('vocabulary');
      assert.equal(await page.isVisible(own('replacements')), true);
      assert.equal(await page.isVisible(own('vocabulary')), true);
      await tab('recognition');
      for (const name of ['entities', 'marks', 'others']) {
        assert.equal(await page.locator(`[data-field="${name}"]`).isVisible(), true, name);
      }
    });
  });

  it('shows all fields for an appliance by address, and folds them when that is changed', async () => {
    const { page } = editor;
    await editor.edit('old', async () => {
      await tab('recognition');
      const shown = await countFields(page);
      await page.evaluate(() => {
        (window as unknown as EditorWindow).RED.nodes.node('appliance')!.server = 'url';
        document.querySelector('#node-input-appliance')!.dispatchEvent(new Event('change'));
      });
      assert.ok((await countFields(page)) > shown);
      assert.equal(await page.isVisible('.speechmatics-more'), false);
      await page.evaluate(() => {
        (window as unknown as EditorWindow).RED.nodes.node('appliance')!.server = 'built-in';
        document.querySelector('#node-input-appliance')!.dispatchEvent(new Event('change'));
      });
      assert.equal(await countFields(page), shown);
    });
  });

  it('shows an empty list as one', async () => {
    const { page } = editor;
    await editor.edit('old', async () => {
      await tab('vocabulary');
      const height = await page.locator(own('vocabulary')).evaluate((list) => (list as HTMLElement).offsetHeight);
      assert.ok(height > 20, `${height} px`);
      assert.equal(await page.getAttribute(own('vocabulary'), 'data-empty'), 'Nothing here yet');
      await page.locator('[data-field="vocabulary"] .red-ui-editableList-addButton').click();
      const content = await page
        .locator(own('vocabulary'))
        .evaluate((list) => getComputedStyle(list, '::after').content);
      assert.equal(content, 'none');
    });
  });

  it('can be read by a newcomer, as all dialogs can', () => assertNewcomerCanRead(editor, 'en-US'));

  it('offers languages by name, and takes any other', async () => {
    const changed = await editor.edit('old', async () => {
      const names = await editor.page.locator('#speechmatics-languages option').allTextContents();
      assert.ok(names.includes('German'), names.join());
      await fill('language', 'tlh');
    });
    assert.equal((changed.transcription_config as { language: string }).language, 'tlh');
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = editor;
    const changed = await editor.edit('old', async () => {
      await page.focus(own('language'));
      await page.keyboard.type('x');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'node-input-speechmatics-partials');
      await page.keyboard.press('Space');
    });
    assert.equal((changed.transcription_config as { enable_partials: boolean }).enable_partials, true);
  });

  it('shows no error and asks nobody else for anything', () => {
    assert.deepEqual(editor.faults, []);
  });
});
