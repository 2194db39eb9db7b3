/** Run a calculator: a plain object stands in for the widget manager's model, and follows what the address says of it. */
export function live(el, widget, state, address) {
  const module = widget();
  const model = plainModel(state);
  /** The module knows which of an address' values a quantity can have: all others are ignored. */
  const follow = () => {
    const said = module.read(address(), state);
    for (const [name, value] of Object.entries(said)) model.set(name, value);
  };
  follow();
  addEventListener("hashchange", follow);
  module.initialize({ model });
  const end = module.render({ model, el });
  return () => {
    removeEventListener("hashchange", follow);
    end();
  };
}

/** Run a calculator's module on a page of its own. */
export function mount(el, widget, state) {
  const end = live(el, widget, state, () => location.hash.slice(1));
  const title = el.querySelector(".infogap-title");
  title?.setAttribute("role", "heading");
  title?.setAttribute("aria-level", "1");
  return end;
}

/** Run the exercises' module on a page of its own. */
export async function mountExercise(el, widget, state) {
  const end = await widget().render({ model: plainModel(state), el });
  el.querySelector(".infogap-title").ariaLevel = "1";
  return end;
}
