import { onNextFrame } from '../motion/onNextFrame.js';
import { SmoothBar } from '../motion/SmoothBar.js';
import { describeProgress, wholePercent } from '../progress/describeProgress.js';
import { runOf } from '../progress/runOf.js';
import type { PipelineState } from '../protocol/PipelineState.js';
import type { PipelineSnapshot, PipelineStore } from '../subscriptions/storePipeline.js';
import type { WatchOptions } from '../subscriptions/WatchOptions.js';
import { style } from './style.js';

/** The parts of a client that the element needs. */
export interface ProgressSource {
  pipeline(pipelineId: string, options?: Omit<WatchOptions, 'signal'>): PipelineStore;
}

/** How the element is defined. */
export interface ProgressElementOptions {
  /** Default: `dpa-progress`. */
  readonly name?: string;
  /** The text beside the bar and for screen readers. Default: percent and status in English. */
  readonly text?: (pipeline: PipelineSnapshot) => string;
}

/**
 * Defines `<dpa-progress pipeline-id="…" label="…" wait>`, which shows pipelines of that client. Its look is set by
 * the CSS variables `--dpa-progress-height`, `-radius`, `-gap`, `-track`, `-fill`, `-completed`, `-failed` and
 * `-waiting`, and the parts `track`, `fill` and `text`. It raises `progress` with each state and `end` with each end,
 * the snapshot as `detail`. A question that the pipeline asks is part of the words; `client.answer` answers it.
 */
export function defineProgress(client: ProgressSource, options: ProgressElementOptions = {}): void {
  const { name = 'dpa-progress', text = describeProgress } = options;

  class DpaProgress extends HTMLElement {
    static readonly observedAttributes = ['pipeline-id', 'label', 'wait'];
    readonly #bar = new SmoothBar();
    readonly #track = document.createElement('div');
    readonly #fill = document.createElement('div');
    readonly #words = document.createElement('span');
    #shown: PipelineSnapshot | undefined;
    /** Attributes exist before the element is connected, but nothing is followed then. */
    #isFollowing = false;
    /** Grows with each pipeline that is followed: an event of an earlier one comes too late. */
    #turn = 0;
    #endShown = '';
    #leave: (() => void) | undefined;
    #cancelFrame: (() => void) | undefined;

    constructor() {
      super();
      const root = this.attachShadow({ mode: 'open' });
      style(root);
      for (const [element, part] of [[this.#track, 'track'], [this.#fill, 'fill'], [this.#words, 'text']] as const) {
        element.setAttribute('part', part);
      }
      this.#track.setAttribute('role', 'progressbar');
      this.#track.setAttribute('aria-valuemin', '0');
      this.#track.setAttribute('aria-valuemax', '100');
      this.#words.setAttribute('aria-hidden', 'true');
      this.#track.append(this.#fill);
      root.append(this.#track, this.#words);
    }

    connectedCallback(): void {
      this.#isFollowing = true;
      this.#follow();
    }

    disconnectedCallback(): void {
      this.#isFollowing = false;
      this.#unfollow();
      this.#bar.end();
    }

    attributeChangedCallback(changed: string): void {
      if (!this.#isFollowing) return;
      if (changed === 'label') this.#draw();
      else this.#follow();
    }

    #follow(): void {
      this.#unfollow();
      const id = this.getAttribute('pipeline-id');
      const turn = this.#turn;
      // Later, because a handler may change what is followed.
      const raise = (type: string, detail: PipelineSnapshot): void =>
        queueMicrotask(() => void (turn === this.#turn && this.dispatchEvent(new CustomEvent(type, { detail }))));
      const wait = this.hasAttribute('wait');
      const onEnd = (state: PipelineState): void => {
        const run = runOf(state);
        if (run === this.#endShown) return;
        this.#endShown = run;
        // After the state that ended it.
        queueMicrotask(() => raise('end', { state, presence: 'present', error: undefined, isEnded: true }));
      };
      const store = id ? client.pipeline(id, { detail: 'pipeline', wait, onEnd }) : undefined;
      this.#leave = store?.subscribe((snapshot) => {
        const isNew = snapshot.state !== this.#shown?.state;
        this.#shown = snapshot;
        this.#cancelFrame ??= onNextFrame(this.#draw);
        if (isNew && snapshot.state) raise('progress', snapshot);
      });
      this.#draw();
    }

    #unfollow(): void {
      this.#turn++;
      this.#leave?.();
      this.#cancelFrame?.();
      this.#leave = this.#cancelFrame = this.#shown = undefined;
    }

    readonly #draw = (): void => {
      this.#cancelFrame?.();
      this.#cancelFrame = undefined;
      const { state, presence = 'unknown' } = this.#shown ?? {};
      const words = this.#shown ? text(this.#shown) : '';
      const track = this.#track;
      this.dataset['status'] = state?.status ?? presence;
      this.#words.textContent = words;
      track.setAttribute('aria-label', this.getAttribute('label') ?? state?.name ?? 'Progress');
      track.setAttribute('aria-valuetext', words);
      if (state) track.setAttribute('aria-valuenow', `${wholePercent(state.overall_progress)}`);
      else track.removeAttribute('aria-valuenow');
      this.#fill.hidden = !state;
      this.#bar.show(this.#fill, state?.overall_progress, runOf(state) ?? null);
    };
  }

  customElements.define(name, DpaProgress);
}
