import assert from 'node:assert/strict';
import { insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { StreamHarness } from './stream-harness';
import { StreamMetrics } from '../../../nodes/lib/stream/stream-metrics';

describe('stream/stream-metrics', () => {
  it('has no latency before there is a final, then its percentiles', () => {
    const metrics = new StreamMetrics();
    assert.deepEqual([metrics.read().latency_p50, metrics.read().latency_p95], [null, null]);
    for (let tenth = 1; tenth <= 100; tenth += 1) metrics.final(tenth / 10);
    const { latency_p50, latency_p95 } = metrics.read();
    assert.ok(Math.abs(latency_p50! - 5) < 0.1 && Math.abs(latency_p95! - 9.5) < 0.1);
  });

  it('tells what became of the audio of a stream, at its end and when asked', async () => {
    const harness = new StreamHarness(
      insteadOnAudio(10, (connection) => {
        if (harness.server.connections.length === 1) connection.reset();
      }),
    );
    await harness.live(1.5);
    harness.stream.tellMetrics();
    harness.stream.finish();
    await harness.time.settle();
    const [asked, last] = harness.listener.events.filter(({ name }) => name === 'metrics').map(({ data }) => data);
    assert.deepEqual([asked?.received, asked?.sessions], [1.5, 2]);
    assert.deepEqual(
      [last?.received, last?.sent, last?.replayed, last?.dropped, last?.sessions, last?.reconnects],
      [1.5, 2.5, 1, 0, 2, 1],
    );
    // Acknowledgements that were on their way when the session broke off are lost.
    assert.ok(Number(last?.acknowledged) >= 1.5 && Number(last?.acknowledged) < 2.5, String(last?.acknowledged));
    assert.ok(Number(last?.latency_p50) >= 0);
  });

  it('counts what was dropped', async () => {
    const harness = new StreamHarness(wellBehaved(), { queue: { seconds: 1, drop: 'oldest' } });
    harness.network = 'down';
    await harness.live(3);
    harness.stream.cancel();
    assert.equal(harness.listener.eventNamed('metrics')?.data.dropped, 2);
  });
});
