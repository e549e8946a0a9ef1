import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodedError } from '../../../../nodes/lib/errors/coded-error';
import { SettingsError } from '../../../../nodes/lib/settings/settings-error';
import { FilterError } from '../../../../nodes/lib/transcript/filter/filter-error';
import { storedValue } from '../../../support/hostile-messages';
import { readFilterSettings, type StoredFilterSettings } from '../../../../nodes/lib/transcript/filter/settings';

function refused(stored: StoredFilterSettings, code: string, named: string): void {
  assert.throws(
    () => readFilterSettings(stored),
    (error) => error instanceof CodedError && error.code === code && error.message.includes(named),
  );
}

describe('transcript/filter/settings', () => {
  it('has defaults for flows that are older than a setting', () => {
    assert.deepEqual(readFilterSettings({}), {
      mode: 'live',
      early: 0,
      firstSight: 'steady',
      hold: 700,
      phrases: new Set(),
      pause: 2,
      sentences: true,
      longest: 60,
      minWords: 0,
      minConfidence: 0,
      dropDisfluencies: false,
      profanity: 'keep',
      speakers: { rule: 'only', labels: [] },
      throttle: 0,
      normalised: false,
    });
  });

  it('reads what environment variables made strings of', () => {
    const { hold, sentences, normalised } = readFilterSettings({ hold: '250', sentences: 'false', normalised: '1' });
    assert.deepEqual({ hold, sentences, normalised }, { hold: 250, sentences: false, normalised: true });
  });

  it('reads lists with commas, semicolons or line breaks', () => {
    const { phrases, speakers } = readFilterSettings({ phrases: 'Stop!\nbe  quiet,', speakers: ' S1; S2 ' });
    assert.deepEqual([...phrases], ['stop', 'be quiet']);
    assert.deepEqual(speakers.labels, ['S1', 'S2']);
  });

  it('refuses what it does not know, and variables that are not set', () => {
    refused({ mode: 'slow' }, 'unknown_mode', '"slow"');
    refused({ mode: '${MODE}' }, 'unset_variable', 'MODE');
    refused({ hold: '${HOLD}' }, 'unset_variable', 'HOLD');
    refused({ hold: 'long' }, 'invalid_setting', '"hold"');
    refused({ hold: -1 }, 'invalid_setting', '"hold"');
    refused({ minConfidence: 60 }, 'invalid_setting', 'from 0 to 1');
    refused({ profanity: 'bleep' }, 'invalid_setting', 'keep, mask, drop');
    refused({ sentences: 'perhaps' }, 'invalid_setting', 'true or false');
  });

  it('takes anything that may be stored, or says what is wrong with it', () => {
    const names = ['mode', 'early', 'hold', 'phrases', 'pause', 'sentences', 'longest', 'minWords', 'minConfidence'];
    const more = ['disfluencies', 'profanity', 'speakers', 'speakerRule', 'throttle', 'normalised'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names, ...more), storedValue, { maxKeys: 4 }), (stored) => {
        try {
          readFilterSettings(stored);
        } catch (error) {
          assert.ok(error instanceof FilterError || error instanceof SettingsError, String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
