// Runs before the page's own scripts: what moved without being asked to, long tasks, how many cards there were at most, and where the first batch's
// number of done files fell.
(() => {
  const vitals = (globalThis.pageVitals = { shifts: [], longTasks: [], mostCards: 0, touched: {}, begun: 0, doneFalls: [] });
  const place = ({ x, y }) => `${Math.round(x)},${Math.round(y)}`;
  const size = ({ width, height }) => `${Math.round(width)}x${Math.round(height)}`;
  const tell = ({ node, previousRect: was, currentRect: now }) =>
    `${node?.className || node?.nodeName || 'gone'} ${place(was)} → ${place(now)} (${size(was)} → ${size(now)})`;
  let done = 0;
  const countDone = () => {
    const head = document.querySelector('.batch-head');
    if (!head) return;
    const now = Number.parseInt(head.querySelector('[data-kind=done]')?.textContent ?? '0', 10);
    if (now < done) vitals.doneFalls.push(`${done} → ${now} at ${Math.round(performance.now())} ms`);
    done = now;
  };
  new PerformanceObserver((list) => {
    for (const { value, startTime, hadRecentInput, sources } of list.getEntries()) {
      if (!hadRecentInput) vitals.shifts.push({ value, at: startTime, what: sources.map(tell).join(', ') });
    }
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries()) vitals.longTasks.push({ duration, at: startTime });
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver((changes) => {
    vitals.mostCards = Math.max(vitals.mostCards, document.querySelectorAll('article.card').length);
    countDone();
    if (vitals.begun === 0) return;
    for (const { target } of changes) {
      const card = (target instanceof Element ? target : target.parentElement)?.closest('article.card');
      if (card) vitals.touched[card.dataset.key] = (vitals.touched[card.dataset.key] ?? 0) + 1;
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
})();
