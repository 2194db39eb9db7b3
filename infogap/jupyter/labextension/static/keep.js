/** Calculators that live on in a saved notebook: the widget manager is asked to save its state with the notebook. */

const OURS = "infogap:plugin";
const MANAGER = "@jupyter-widgets/jupyterlab-manager:plugin";
const WIDGET = "application/vnd.jupyter.widget-view+json";

/**
 * Ask for saved widgets as soon as a notebook holds one of ours, once, and unless the settings say otherwise.
 * @param {object} host
 */
export function keepCalculators(host) {
  const { lab, tracker, catalogue } = host;
  const ours = new RegExp(`^((${catalogue.models.map((model) => model.name).join("|")})\\.calculator\\(|Exercise )`);
  let asked = false;
  const look = async (notebook) => {
    if (asked || !notebook.model || !holds(notebook, ours)) return;
    asked = true;
    asked = await switchOn(host);
  };
  const lookWhenReady = async (panel) => {
    await panel.context.ready;
    await look(panel.content);
  };
  tracker.forEach(lookWhenReady);
  tracker.widgetAdded.connect((_, panel) => lookWhenReady(panel));
  lab.notebook.NotebookActions.executed.connect((_, { notebook }) => look(notebook));
}

/** Tell whether a notebook shows a widget of ours. */
function holds(notebook, ours) {
  return [...notebook.model.cells].some((cell) => cell.type === "code" && shows(cell.outputs, ours));
}

function shows(outputs, ours) {
  const bundles = Array.from({ length: outputs.length }, (_, place) => outputs.get(place).toJSON().data ?? {});
  return bundles.some((data) => WIDGET in data && ours.test([data["text/plain"] ?? ""].flat().join("")));
}

/** Switch the widget manager's setting on, and tell whether there is nothing more to do. */
async function switchOn({ lab, settings, trans }) {
  const own = await settings.load(OURS);
  if (!own.get("keepCalculators").composite) return false;
  const manager = await settings.load(MANAGER);
  const { user, composite } = manager.get("saveState");
  // Whoever has chosen, keeps what they chose.
  if (composite || user !== undefined) return true;
  await manager.set("saveState", true);
  const said = trans.__(
    "Notebooks are now saved with their calculators, which stay live without a kernel. Settings, Infogap, says otherwise.",
  );
  lab.apputils.Notification.info(said, { autoClose: 10000 });
  return true;
}
