import assert from 'node:assert/strict';
import { readApplianceOptions } from '../../../../nodes/lib/built-in/process/appliance-options';

describe('built-in/process/appliance-options', () => {
  it('reads port, sessions and engine, and leaves what is not there to the server', () => {
    assert.deepEqual(readApplianceOptions(['--port', '9000', '--sessions=4', '--engine', 'wasm']), {
      port: 9000,
      sessions: 4,
      engine: 'wasm',
    });
    assert.deepEqual(readApplianceOptions([]), { port: undefined, sessions: undefined, engine: undefined });
  });

  it('refuses what it can not follow, and says what it takes', () => {
    for (const [args, message] of [
      [['--port', 'http'], /--port must be a whole number from 0 to 65535, not "http"/],
      [['--port', '65536'], /--port/],
      [['--port', ''], /--port/],
      [['--sessions', '0'], /--sessions must be a whole number from 1/],
      [['--sessions', '1.5'], /--sessions/],
      [['--engine', 'steam'], /--engine must be native or wasm, not "steam"/],
      [['--speed', '2'], /--port, --sessions and --engine/],
      [['9000'], /--port, --sessions and --engine/],
    ] as const) {
      assert.throws(() => readApplianceOptions([...args]), { code: 'invalid_option', message });
    }
  });
});
