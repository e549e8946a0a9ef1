import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import helper = require('node-red-node-test-helper');
import { AUDIO } from '../support/speech-api';
import { core, CoreNodeFlow, SPEECH } from './core-node-flow';

const file = core('storage/10-file.js');
const exec = core('function/90-exec.js');
const split = core('sequence/17-split.js');
const inject = core('common/20-inject.js');
const batch = core('sequence/19-batch.js');

describe('speechmatics-transcribe behind core nodes', () => {
  const flow = new CoreNodeFlow();

  const formats: [format: string, right: RegExp][] = [
    ['utf8', /"read file" node.*"a single Buffer object"/],
    ['lines', /"read file" node.*"a stream of Buffers"/],
    ['', /^one two three$/],
    ['stream', /^one two three$/],
  ];
  for (const [format, right] of formats) {
    for (const name of ['speech.wav', 'speech.raw']) {
      it(`read file, output "${format}", ${name}`, async () => {
        const node = {
          id: 'source',
          type: 'file in',
          filename: 'filename',
          filenameType: 'msg',
          format,
          wires: [['transcribe']],
        };
        assert.match(await flow.load([file], [node], () => flow.receive({ filename: join(flow.folder, name) })), right);
      });
    }
  }

  it('read file: a file that holds text', async () => {
    writeFileSync(
      join(flow.folder, 'text.txt'),
      'He was not an ill disposed young man, unless to be rather cold hearted is.',
    );
    const wires = [['transcribe']];
    const node = { id: 'source', type: 'file in', filename: 'filename', filenameType: 'msg', format: '', wires };
    const text = await flow.load([file], [node], () => flow.receive({ filename: join(flow.folder, 'text.txt') }));
    assert.match(text, /holds text, not audio/);
  });

  for (const useSpawn of ['true', 'false']) {
    it(`exec, spawn ${useSpawn}`, async () => {
      const node = {
        id: 'source',
        type: 'exec',
        command: 'cat',
        addpay: 'payload',
        append: '',
        useSpawn,
        wires: [['transcribe'], [], []],
      };
      const text = await flow.load([exec], [node], () => flow.receive({ payload: join(flow.folder, 'speech.wav') }));
      assert.match(text, /^one two three$/);
    });
  }

  it('split at its default settings puts nothing out of place', async () => {
    const node = {
      id: 'source',
      type: 'split',
      splt: '\\n',
      spltType: 'str',
      arraySplt: 1,
      arraySpltType: 'len',
      stream: false,
      addname: '',
      property: 'payload',
      wires: [['transcribe']],
    };
    assert.match(await flow.load([split], [node], () => flow.receive({ payload: AUDIO })), /^one two three$/);
  });

  it('inject at its default settings', async () => {
    const node = {
      id: 'source',
      type: 'inject',
      props: [{ p: 'payload' }],
      repeat: '',
      crontab: '',
      once: false,
      payload: '',
      payloadType: 'date',
      wires: [['transcribe']],
    };
    assert.match(await flow.load([inject], [node], () => flow.receive({})), /"inject" node/);
  });

  it('join at its default settings puts together what split took apart', async () => {
    const nodes = [
      {
        id: 'source',
        type: 'split',
        splt: '3200',
        spltType: 'len',
        stream: false,
        property: 'payload',
        wires: [['join']],
      },
      { id: 'join', type: 'join', mode: 'auto', build: 'object', property: 'payload', wires: [['transcribe']] },
    ];
    assert.match(await flow.load([split], nodes, () => flow.receive({ payload: AUDIO })), /^one two three$/);
  });

  it('join that makes something else than a Buffer', async () => {
    for (const build of ['object', 'array']) {
      const node = {
        id: 'source',
        type: 'join',
        mode: 'custom',
        build,
        property: 'payload',
        propertyType: 'msg',
        key: 'topic',
        count: '2',
      };
      const text = await flow.load([split], [{ ...node, wires: [['transcribe']] }], () => {
        for (const topic of ['a', 'b']) flow.receive({ topic, payload: SPEECH });
      });
      assert.match(text, /"join" node has to create "a Buffer"/, build);
      if (build === 'object') await helper.unload();
    }
  });

  it('batch at its default settings', async () => {
    const node = {
      id: 'source',
      type: 'batch',
      mode: 'count',
      count: 10,
      overlap: 0,
      interval: 10,
      allowEmptySequence: false,
      topics: [],
    };
    const text = await flow.load([batch], [{ ...node, wires: [['transcribe']] }], () => {
      const size = AUDIO.length / 10;
      for (let part = 0; part < 10; part += 1)
        flow.receive({ payload: AUDIO.subarray(part * size, (part + 1) * size) });
    });
    assert.match(text, /^one two three$/);
  });
});
