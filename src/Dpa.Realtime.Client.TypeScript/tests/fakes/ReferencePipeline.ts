import type { SeededRandom } from './SeededRandom.js';

interface ReferenceStage {
  id: string;
  version: number;
  status: string;
  progress: number;
  attempt: number;
}

/** As few as a test needs to meet states that no longer list all. */
const kept = 6;

/**
 * A pipeline as the protocol's first section defines it, with every change at random: the state that every client
 * must reach.
 */
export class ReferencePipeline {
  epochs = 1;
  /** Counts the uses of the id. */
  run = 1;
  version = 0;
  transition = 0;
  overall = 0;
  continues: string | undefined;
  stages: ReferenceStage[] = [];
  transitions: Record<string, unknown>[] = [];
  #changes = 0;
  readonly #random: SeededRandom;

  constructor(
    readonly id: string,
    random: SeededRandom,
  ) {
    this.#random = random;
    this.stages = ['parse', 'index', 'summary'].map((stage) => ({
      id: stage,
      version: 0,
      status: 'pending',
      progress: 0,
      attempt: 1,
    }));
  }

  get epoch(): string {
    return `01900000-0000-7000-8000-${String(this.epochs).padStart(12, '0')}`;
  }

  get position(): { epoch: string; version: number } {
    return { epoch: this.epoch, version: this.version };
  }

  /** When the newest change happened. */
  get timestamp(): string {
    return new Date(Date.parse('2026-01-01T00:00:00Z') + this.#changes * 1000).toISOString();
  }

  /** Names a transition, whatever numbers are used again. */
  name(transition: number): string {
    return `run ${this.run}, transition ${transition}`;
  }

  /** Progress of a stage; returns the frame. */
  progress(): object {
    const stage = this.#random.pick(this.stages);
    stage.progress = Math.min(100, stage.progress + this.#random.below(5));
    return this.#changed(stage, 'progress');
  }

  /** A change of status or a new attempt of a stage; returns the frame. */
  move(): object {
    const stage = this.#random.pick(this.stages);
    const retried = stage.status === 'failed';
    stage.status = retried ? 'processing' : this.#random.pick(['processing', 'interrupted', 'failed']);
    if (retried) Object.assign(stage, { attempt: stage.attempt + 1, progress: 0 });
    return this.#changed(stage, retried ? 'attempt' : 'status');
  }

  /** The end of each stage; returns the frames. */
  *finish(): Generator<object> {
    for (const stage of this.stages) {
      Object.assign(stage, { status: 'completed', progress: 100 });
      yield this.#changed(stage, 'status');
    }
  }

  /** A stage that was not known at the start, at the end of the list; returns the frame, which is a full state. */
  grow(): object {
    const stage = { id: `extra-${this.stages.length}`, version: 0, status: 'processing', progress: 0, attempt: 1 };
    this.stages.push(stage);
    this.#changed(stage, 'status');
    return this.full();
  }

  /** A change of several stages at once; returns the frame. */
  moveAll(): object {
    this.version++;
    this.#changes++;
    for (const stage of this.stages) {
      stage.status = this.#random.pick(['processing', 'interrupted']);
      stage.version = this.version;
      this.#count(stage.id, stage.status);
    }
    return this.full();
  }

  /** The state was lost and a node that held it continues it; returns the frame. */
  lose(): object {
    this.continues = this.epoch;
    this.epochs++;
    this.version = this.#random.below(3) + 1;
    for (const stage of this.stages) stage.version = this.version;
    return this.full();
  }

  /** The id is used again for another run; returns the frame. */
  reuse(): object {
    Object.assign(this, {
      continues: undefined,
      epochs: this.epochs + 1,
      run: this.run + 1,
      version: 1,
      transition: 0,
      overall: 0,
      transitions: [],
    });
    for (const stage of this.stages) Object.assign(stage, { version: 1, status: 'pending', progress: 0, attempt: 1 });
    return this.full();
  }

  full(): object {
    return { ...this.bare(), ...this.#listed(), stages: this.stages.map((stage) => ({ ...stage })) };
  }

  /** What changed after that version of this epoch, or everything. */
  since(position: { epoch: string; version: number } | undefined): object | undefined {
    if (!position || position.epoch !== this.epoch) return this.full();
    if (position.version >= this.version) return undefined;
    return {
      ...this.full(),
      partial: true,
      stages: this.stages.filter((stage) => stage.version > position.version).map((stage) => ({ ...stage })),
    };
  }

  /** Without the stages, and with the transitions of the newest change only. */
  bare(): object {
    return {
      type: 'pipeline_progress',
      pipeline_id: this.id,
      ...this.position,
      transition: this.transition,
      status: 'processing',
      overall_progress: this.overall,
      transitions: this.transitions.filter((transition) => transition['version'] === this.version),
      created_at: '2026-01-01T00:00:00Z',
      timestamp: this.timestamp,
      run: this.run,
      ...(this.continues && { continues: this.continues }),
    };
  }

  /** Without the stages, as the answer to one who does not want them. */
  bareAnswer(): object {
    return { ...this.bare(), ...this.#listed() };
  }

  #listed(): object {
    const transitions = this.transitions.slice(-kept);
    return { transitions, transitions_from: transitions[0]?.['transition'] ?? this.transition + 1 };
  }

  #changed(stage: ReferenceStage, change: string): object {
    stage.version = ++this.version;
    this.#changes++;
    if (change !== 'progress') this.#count(stage.id, stage.status);
    const mean = this.stages.reduce((sum, one) => sum + one.progress, 0) / this.stages.length;
    this.overall = Math.max(this.overall, Math.round(mean * 100) / 100);
    if (change === 'progress')
      return {
        type: 'progress',
        pipeline_id: this.id,
        ...this.position,
        transition: this.transition,
        stage: this.stages.indexOf(stage),
        progress: stage.progress,
        overall: this.overall,
        at: this.#changes * 1000,
      };
    return {
      type: 'stage_update',
      pipeline_id: this.id,
      ...this.position,
      transition: this.transition,
      stage_type: stage.id,
      stage_id: '',
      stage_name: stage.id,
      attempt: stage.attempt,
      status: stage.status,
      progress: stage.progress,
      message: this.name(this.transition),
      change,
      overall_progress: this.overall,
      current_stage: null,
      timestamp: this.timestamp,
    };
  }

  #count(stage: string, to: string): void {
    this.transition++;
    const message = this.name(this.transition);
    this.transitions.push({
      transition: this.transition,
      version: this.version,
      stage_type: stage,
      from: null,
      to,
      timestamp: this.timestamp,
      message,
    });
  }
}
