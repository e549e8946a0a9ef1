import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MutedSources } from '../../../nodes/lib/transcriber/muted-sources';

const SOURCES = ['a', 'b', 'c'];

describe('transcriber/muted-sources', () => {
  it('is what was said last of a source, or of all', () => {
    const said = fc.tuple(fc.constantFrom('on', 'muted'), fc.constantFrom(undefined, ...SOURCES));
    fc.assert(
      fc.property(fc.array(said), (steps) => {
        const hearing = new MutedSources();
        const expected = new Map<string, string>();
        for (const [what, source] of steps) {
          hearing.set(what, source);
          for (const one of source === undefined ? SOURCES : [source]) expected.set(one, what);
        }
        const heir = new MutedSources();
        heir.set('muted', 'other');
        heir.take(hearing);
        for (const one of [hearing, heir]) {
          for (const source of SOURCES) assert.equal(one.isMuted(source), expected.get(source) === 'muted');
        }
      }),
    );
  });

  it('remembers no more than 10,000 sources, and forgets none of them for another', () => {
    const hearing = new MutedSources();
    for (let source = 0; source < 10_000; source += 1) hearing.set('muted', `${source}`);
    assert.throws(() => hearing.set('muted', 'another'), { code: 'too_many_sources' });
    hearing.set('muted', '0');
    assert.ok(hearing.isMuted('0') && hearing.isMuted('9999') && !hearing.isMuted('another'));
    hearing.set('muted', undefined);
    hearing.set('on', 'another');
    assert.ok(hearing.isMuted('0') && !hearing.isMuted('another'));
  });
});
