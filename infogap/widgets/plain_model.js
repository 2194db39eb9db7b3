/** A plain object in place of the widget manager's model: it keeps state and tells who listens. */
export function plainModel(state) {
  const heard = {};
  return {
    get: (name) => state[name],
    set(name, value) {
      if (JSON.stringify(state[name]) === JSON.stringify(value)) return;
      state[name] = value;
      [...(heard[`change:${name}`] ?? [])].forEach((act) => act());
    },
    on: (event, act) => (heard[event] ??= new Set()).add(act),
    off: (event, act) => heard[event]?.delete(act),
    save_changes() {},
  };
}
