/** The widget manager of a notebook, also of one that has no kernel. */

export const WIDGET = "application/vnd.jupyter.widget-view+json";
let withoutOne = 0;

/**
 * Return a notebook's widget manager, or nothing where there are no widgets.
 *
 * The widget manager's own plug-in asks the kernel for its id, and gives up on a notebook without one. Then it is told of
 * an id that no kernel has, another one each time.
 * @param {object} host
 * @param {object} panel - the notebook
 */
export async function managerOf({ lab }, panel) {
  const { registerWidgetManager } = lab.manager;
  if (!registerWidgetManager) return undefined;
  const { context, content } = panel;
  await settled(context.sessionContext);
  const hasKernel = Boolean(context.sessionContext.session?.kernel);
  return new Promise((resolve) => {
    const receiver = { set manager(made) { resolve(made); } };
    const asked = hasKernel ? context : withoutKernel(context);
    const registered = registerWidgetManager(asked, content.rendermime, [receiver, ...renderersOf(panel)]);
    if (!hasKernel) panel.disposed.connect(() => registered.dispose());
  });
}

/** Wait until a notebook has its kernel, or is about to ask which one to take: until an answer, it is never ready. */
function settled(session) {
  return Promise.race([session.ready, session._initPromise?.promise].filter(Boolean));
}

/** Return a notebook's context whose session is ready as it is, and answers the first question with a kernel's id. */
function withoutKernel(context) {
  const answers = [{ kernel: { id: `none-${(withoutOne += 1)}` } }];
  const { sessionContext } = context;
  const ready = Promise.resolve();
  const session = instead(sessionContext, (name) => (name === "ready" ? ready : name === "session" && answers.pop()));
  return instead(context, (name) => name === "sessionContext" && session);
}

/** Return an object with some properties of its own in place of another's. */
function instead(other, own) {
  return new Proxy(other, { get: (all, name) => own(name) || Reflect.get(all, name) });
}

/** Return the areas of a notebook's outputs. */
function areasOf(notebook) {
  return notebook.widgets.map((cell) => cell.outputArea).filter(Boolean);
}

/** Return what renders the widgets in a notebook's outputs so far. */
export function renderersOf({ content }) {
  const all = areasOf(content).flatMap((area) => area.widgets.flatMap((output) => [...output.children()]));
  return all.filter((child) => child.mimeType === WIDGET);
}

/** Return the output in which a node stands. */
export function outputAt(notebook, node) {
  const area = areasOf(notebook).find((each) => each.node.contains(node));
  return area?.model.get(area.widgets.findIndex((output) => output.node.contains(node)));
}

/** Return what a cell's outputs hold, by type. */
export function bundlesOf({ outputs }) {
  return Array.from({ length: outputs.length }, (_, place) => outputs.get(place).toJSON().data ?? {});
}
