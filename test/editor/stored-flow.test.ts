import assert from 'node:assert/strict';
import { Editor, type EditorNode } from '../support/editor';
import { flowOfFirstVersion } from '../support/stored-flow';

describe('the dialogs, with a flow that version 0.1.0 stored, with no setting as it was at first,', function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async function () {
    editor = await Editor.open(this, flowOfFirstVersion());
  });
  after(async () => {
    await editor?.close();
  });

  const assertUnchanged = async (after: EditorNode): Promise<void> => {
    const { valid, validationErrors, changed, ...stored } = after;
    // They are stored apart.
    delete stored.credentials;
    assert.equal(valid, true, String(validationErrors));
    assert.equal(changed, false);
    assert.equal(await editor.isDirty(), false);
    const before = flowOfFirstVersion().find(({ id }) => id === after.id)!;
    // Settings that are younger than the flow are added, as the runtime takes them.
    const known = Object.fromEntries(Object.keys(before).map((name) => [name, stored[name]]));
    assert.deepEqual(JSON.parse(JSON.stringify(known)), before);
  };

  for (const id of ['transcribe', 'filter', 'health']) {
    it(`change nothing of "${id}" when they are opened and closed`, async () => {
      await assertUnchanged(await editor.edit(id));
    });
  }

  for (const [id, user] of [
    ['appliance', 'transcribe'],
    ['local', 'health'],
  ] as const) {
    it(`change nothing of "${id}", opened from "${user}"`, async () => {
      await assertUnchanged(await editor.editConfig(user, 'appliance', () => Promise.resolve()));
    });
  }
});
