// Runs before the page's own scripts: writes down every bar in each painted frame, and what the socket had said by then.
(() => {
  /** Frames are about this long; what takes longer lacks frames. */
  const frameMs = 17;
  const known = new Map();
  const order = new Map(); // the ids of a pipeline's stages, in order

  const learn = (bar, run, percent) => known.set(bar, { run, percent });
  /** What has reported nothing is not at 0 percent. */
  const isSilent = ({ progress, completed_units: done }) => progress === 0 && done === undefined;
  const ofStage = (stage) => {
    if (stage.status === 'completed') return 100;
    return stage.status === 'pending' || stage.indeterminate || isSilent(stage) ? null : stage.progress;
  };

  const take = (frame) => {
    const { pipeline_id: id, epoch } = frame;
    if (frame.type === 'pipeline_progress') {
      learn(id, `${epoch}:${frame.attempt}`, frame.status === 'completed' ? 100 : frame.overall_progress);
      for (const stage of frame.stages ?? []) learn(`${id}/${stage.id}`, `${epoch}:${stage.attempt}`, ofStage(stage));
      if (frame.stages) order.set(id, frame.stages.map((stage) => stage.id));
    } else if (frame.type === 'pipeline_update') {
      learn(id, `${epoch}:${frame.attempt}`, frame.status === 'completed' ? 100 : frame.overall);
    } else if (frame.type === 'progress') {
      const bar = `${id}/${order.get(id)?.[frame.stage]}`;
      learn(id, known.get(id)?.run ?? '', frame.overall);
      learn(bar, known.get(bar)?.run ?? '', ofStage({ status: 'processing', completed_units: frame.done, ...frame }));
    } else if (frame.type === 'stage_update') {
      learn(id, known.get(id)?.run ?? '', frame.overall_progress);
      learn(`${id}/${frame.stage_type}`, `${epoch}:${frame.attempt}`, ofStage(frame));
    }
  };

  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => take(JSON.parse(data)));
    }
  };

  const painted = (globalThis.paintedBars = []);
  let at = 0;
  let counted = 0;

  const length = (bar) => {
    const { transform } = getComputedStyle(bar.querySelector('.bar-fill'));
    const percent = transform === 'none' ? 100 : new DOMMatrix(transform).a * 100;
    // An empty bar without a value says nothing.
    return bar.dataset.indeterminate === 'true' || (percent === 0 && !bar.hasAttribute('aria-valuenow')) ? null : percent;
  };
  const number = (element) => {
    const value = Number.parseFloat(element?.textContent ?? '');
    return Number.isNaN(value) ? null : value;
  };
  const write = (key, bar, text) => {
    const { run = '', percent = null } = known.get(key) ?? {};
    painted.push({ bar: key, at, counted, shown: length(bar), number: number(text), known: percent, run });
  };
  const look = () => {
    for (const card of document.querySelectorAll('article.card[data-pipeline-id]')) {
      const id = card.dataset.pipelineId;
      const overall = card.querySelector(':scope > .bar');
      if (overall) write(id, overall, card.querySelector('.card-percent'));
      for (const row of card.querySelectorAll('li.stage')) write(`${id}/${row.dataset.stage}`, row.querySelector('.bar'), row.querySelector('.stage-percent'));
    }
  };

  // A size observer is called in the same frame, after every animation callback and the layout, and before the frame is painted.
  const probe = document.createElement('div');
  const frame = (time) => {
    requestAnimationFrame(frame);
    counted += Math.min(frameMs, at === 0 ? 0 : time - at);
    at = time;
    if (!probe.isConnected) {
      document.documentElement.append(probe);
      Object.assign(probe.style, { position: 'fixed', top: '0', height: '1px', visibility: 'hidden', contain: 'strict' });
    }
    probe.style.width = probe.style.width === '1px' ? '2px' : '1px';
  };
  new ResizeObserver(look).observe(probe);
  requestAnimationFrame(frame);
})();
