import assert from 'node:assert/strict';
import { fields, knownFields, listFields } from '../../../nodes/editor/transcribe/fields';
import type { Rule } from '../../../nodes/lib/settings/rule';
import { configurationTable } from '../../../nodes/lib/speech-api/configuration-table';

describe('editor/transcribe/fields', () => {
  const paths = [...Object.values(fields).flatMap((all) => all.map(({ path }) => path)), ...Object.values(listFields)];

  it('are those of the protocol', () => {
    for (const path of paths) {
      let rule: Rule | undefined = { fields: configurationTable };
      for (const name of path) rule = typeof rule === 'object' && 'fields' in rule ? rule.fields[name] : undefined;
      assert.ok(rule, path.join('.'));
    }
  });

  it('cover all of transcription_config but channels and what is not documented', () => {
    const missing = Object.keys(configurationTable.transcription_config.fields).filter(
      (name) => !knownFields.has(name),
    );
    assert.deepEqual(missing, ['channel_diarization_labels', 'streaming_mode', 'ctrl']);
  });

  it('have names that no other field has', () => {
    const names = Object.values(fields).flatMap((all) => all.map(({ name }) => name));
    assert.equal(new Set(names).size, names.length);
  });
});
