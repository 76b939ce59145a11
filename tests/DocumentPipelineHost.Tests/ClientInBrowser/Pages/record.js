/** Writes down what a client tells of its connection and of the pipelines that are watched. */
export function record(client) {
  const told = { statuses: [client.connection.status], pipelines: {} };
  client.onConnection(({ status }) => {
    if (status !== told.statuses.at(-1)) told.statuses.push(status);
  });
  told.watch = (id) => {
    const one = (told.pipelines[id] = { first: undefined, states: 0, transitions: [], skipped: 0, wentBack: 0 });
    let before;
    client.watch(
      id,
      (state) => {
        if (!state) return;
        one.first ??= state.transition;
        one.states++;
        if (before?.epoch === state.epoch && state.version < before.version) one.wentBack++;
        before = state;
      },
      {
        wait: true,
        onTransition: (transition) => one.transitions.push(transition),
        onTransitionsSkipped: (count) => (one.skipped += count),
      },
    );
  };
  /** As text: a worker and a page tell it alike. */
  told.report = () => JSON.stringify({
    status: client.connection.status,
    reason: client.connection.reason ?? null,
    shared: client.connection.shared ?? false,
    statuses: told.statuses,
    counters: client.counters,
    pipelines: Object.fromEntries(Object.entries(told.pipelines).map(([id, one]) => [id, { ...one, state: client.getState(id) ?? null }])),
  });
  return told;
}
