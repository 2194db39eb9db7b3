/** Run a calculator's module on a page of its own: a plain object stands in for the widget manager's model. */
export function mount(el, module, state) {
  const heard = {};
  const model = {
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
  const follow = () => {
    for (const [name, text] of new URLSearchParams(location.hash.slice(1))) {
      const quantity = state.spec.quantities.find((one) => one.name === name);
      const value = quantity && read(text, quantity);
      if (value !== undefined) model.set(name, value);
    }
  };
  follow();
  addEventListener("hashchange", follow);
  module.initialize?.({ model });
  const end = module.render({ model, el });
  return () => (removeEventListener("hashchange", follow), end());
}

/** What an address says of a quantity; undefined if the quantity cannot be that. */
function read(text, { kind, low, high, low_open, high_open, integer, least, most, total, options }) {
  if (kind === "choice") return options.find(([name]) => name === text)?.[0];
  const all = text.split(",").map((part) => (part.trim() ? Number(part) : NaN));
  const good = all.every((n) => Number.isFinite(n) && (low === null || (low_open ? n > low : n >= low))
    && (high === null || (high_open ? n < high : n <= high)) && (!integer || n % 1 === 0));
  if (!good) return undefined;
  if (kind === "number") return all[1] === undefined ? all[0] : undefined;
  const adds = total === null || Math.abs(all.reduce((sum, n) => sum + n, -total)) < 1e-9;
  return all.length >= least && all.length <= most && adds ? all : undefined;
}
