import { FakeServer } from './FakeServer.js';
import type { FakeSocket, Sent } from './FakeSocket.js';
import type { FakeStream } from './FakeStream.js';
import type { ReferencePipeline } from './ReferencePipeline.js';
import type { SeededRandom } from './SeededRandom.js';

/** A server of one pipeline, written to docs/protocol.md, whose every frame may be lost or sent twice. */
export class LossyServer extends FakeServer {
  lossy = true;
  #subscribed: 'stages' | 'pipeline' | undefined;
  /** Where frames go: what subscribed last. */
  #line: FakeSocket | FakeStream | undefined;
  #bareAnswers: boolean;
  readonly #random: SeededRandom;

  constructor(
    readonly pipeline: ReferencePipeline,
    random: SeededRandom,
  ) {
    super();
    this.#random = random;
    this.#bareAnswers = random.chance(0.5);
    this.onSocket = (socket) => {
      socket.onSent = (frame) => this.#answer(socket, frame);
    };
    this.onStream = (stream) => this.#open(stream);
    this.answer = ({ positions }) => {
      const { id, epoch, version } = this.pipeline;
      const position = positions[id];
      const newer = position?.epoch !== epoch || position.version < version;
      return Response.json({ pipelines: id in positions && newer ? [this.pipeline.full()] : [], not_found: [] });
    };
  }

  /** Sends a change to who subscribed to it. */
  publish(frame: object): void {
    if (!this.#subscribed) return;
    const isFull = 'stages' in frame;
    this.#write(this.#subscribed === 'stages' || isFull ? frame : this.pipeline.bare());
  }

  /** The heartbeat: what was written, arrived or not, is marked. */
  beat(): void {
    if (!this.#subscribed) return;
    const { id, epoch, version } = this.pipeline;
    this.#write({ type: 'ping', timestamp: 't', marks: { [id]: `${epoch}:${version}` } });
  }

  #answer(socket: FakeSocket, frame: Sent): void {
    if (frame.type === 'unsubscribe_pipeline') this.#subscribed = undefined;
    if (frame.type !== 'subscribe_pipeline') return;
    if (this.#line !== socket) this.#subscribed = undefined;
    this.#line = socket;
    const detail = (frame['detail'] as 'pipeline' | undefined) ?? 'stages';
    const changed = this.#subscribed !== undefined && this.#subscribed !== detail;
    this.#subscribed = detail;
    const positions = frame['positions'] as Record<string, { epoch: string; version: number }> | undefined;
    queueMicrotask(() => {
      if (socket === this.#line) this.#confirm(detail, changed ? undefined : positions?.[this.pipeline.id]);
    });
  }

  #open(stream: FakeStream): void {
    this.#line = stream;
    this.#subscribed = undefined;
    queueMicrotask(() => {
      stream.greet();
      if (stream !== this.#line || !(this.pipeline.id in stream.positions)) return;
      this.#subscribed = stream.query['detail'] === 'pipeline' ? 'pipeline' : 'stages';
      this.#confirm(this.#subscribed, stream.positions[this.pipeline.id] ?? undefined);
    });
  }

  #confirm(detail: 'stages' | 'pipeline', since: { epoch: string; version: number } | undefined): void {
    const state = this.pipeline.since(since);
    if (state) this.#write(detail === 'pipeline' && this.#bareAnswers ? this.pipeline.bareAnswer() : state);
    this.#write({ type: 'subscription_confirmed', pipeline_id: this.pipeline.id, ...this.pipeline.position });
  }

  #write(frame: object): void {
    const times = !this.lossy || this.#random.chance(0.8) ? 1 : this.#random.pick([0, 0, 2]);
    for (let time = 0; time < times; time++) this.#line?.push(frame);
  }
}
