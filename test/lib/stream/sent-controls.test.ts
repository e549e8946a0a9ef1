import assert from 'node:assert/strict';
import { SentControls } from '../../../nodes/lib/stream/sent-controls';

const unknown = { code: 'invalid_message', reason: 'what is that?' };

describe('stream/sent-controls', () => {
  it('blames nothing where no control was sent', () => {
    const controls = new SentControls();
    assert.ok(controls.settled);
    assert.equal(controls.refused(unknown), undefined);
  });

  it('blames the oldest that the server has not got past, or the one that it names', () => {
    const controls = new SentControls();
    controls.audio();
    controls.sent('GetSpeakers');
    controls.audio();
    controls.sent('ForceEndOfUtterance');
    controls.sent('SetRecognitionConfig');
    assert.equal(controls.refused(unknown)?.control, 'GetSpeakers');
    assert.equal(
      controls.refused({ code: 'protocol_error', reason: 'SetRecognitionConfig?' })?.control,
      'SetRecognitionConfig',
    );
    controls.acknowledged(1);
    assert.equal(controls.refused(unknown)?.control, 'GetSpeakers');
    controls.acknowledged(2);
    assert.equal(controls.refused(unknown)?.control, 'ForceEndOfUtterance');
    controls.audio();
    controls.acknowledged(3);
    assert.ok(controls.settled);
    assert.equal(controls.refused(unknown), undefined);
  });

  it('tells an unknown control from a change that can not be made', () => {
    const controls = new SentControls();
    controls.sent('SetRecognitionConfig');
    assert.equal(controls.refused(unknown)?.cause, 'unknown');
    assert.equal(controls.refused({ code: 'invalid_config', reason: '' })?.cause, 'settings');
    assert.equal(controls.refused({ code: 'not_authorised', reason: '' }), undefined);
    assert.equal(controls.refused({ code: 'connection_lost', reason: '' }), undefined);
  });
});
