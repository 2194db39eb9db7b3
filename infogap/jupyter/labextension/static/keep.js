/** Calculators that live on in a saved notebook: the widget manager is asked to save its state with the notebook. */

const OURS = "infogap:plugin";
const MANAGER = "@jupyter-widgets/jupyterlab-manager:plugin";
/** Every widget of ours says so when it is shown, wherever it stands: alone, in a box, in another's output. */
const SHOWN = "infogap-shown";

/**
 * Ask for saved widgets as soon as one of ours is shown, once, and unless the settings say otherwise.
 * @param {object} host
 */
export function keepCalculators(host) {
  let asked = false;
  window.addEventListener(SHOWN, async () => {
    if (asked) return;
    asked = true;
    asked = await switchOn(host);
  });
}

/**
 * Return a function that tells whether the reader lets calculators be kept in notebooks.
 * @param {object} host
 */
export async function keepsCalculators({ settings }) {
  const own = await settings.load(OURS);
  return () => Boolean(own.get("keepCalculators").composite);
}

/**
 * Return a function that tells whether the widget manager saves its state with notebooks.
 * @param {object} host
 */
export async function savesWidgets({ settings }) {
  const manager = await settings.load(MANAGER);
  return () => Boolean(manager.get("saveState").composite);
}

/** Switch the widget manager's setting on, and tell whether there is nothing more to do. */
async function switchOn(host) {
  const { lab, settings, trans } = host;
  const isWanted = await keepsCalculators(host);
  if (!isWanted()) return false;
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
