/**
 * A saved notebook, opened again: its calculators need no Python, but the widget manager counts on a kernel.
 *
 * Without a kernel it never reads what the notebook holds; and it saves only what the present kernel knows, so what came
 * back from the notebook would be lost by the next save. Both are made good here.
 */

import { keepsCalculators, savesWidgets } from "./keep.js";
import { WIDGET, bundlesOf, managerOf } from "./manager.js";
import { keepPictures } from "./snapshot.js";
import { standIn } from "./standin.js";

const STATE = "application/vnd.jupyter.widget-state+json";
const ID = /[0-9a-f]{32}/g;

/**
 * Keep the calculators of every notebook alive, and let what stands beside them stand in for those that are not.
 * @param {object} host
 */
export function keepSaved(host) {
  const care = (panel) => careFor(host, panel);
  host.tracker.forEach(care);
  host.tracker.widgetAdded.connect((_, panel) => care(panel));
}

async function careFor(host, panel) {
  const { context } = panel;
  await context.ready;
  const complete = await completion(host, context.model);
  keepPictures(panel, await keepsCalculators(host));
  const follow = async () => {
    const manager = await managerOf(host, panel);
    if (!manager) return;
    standIn(host, panel);
    complete.managers.unshift(manager);
    // It has to come after the widget manager, which writes into the same place.
    context.saveState.disconnect(complete.write);
    context.saveState.connect(complete.write);
  };
  await follow();
  if (context.sessionContext.session?.kernel || !complete.managers.length) return;
  // With its first kernel the notebook gets another widget manager.
  context.sessionContext.kernelChanged.connect(once(follow));
  // What is not trusted shows no widgets, so none of its scripts may run.
  if (isTrusted(context.model)) await restore(context.model, complete.managers[0]);
}

/** Return what a signal calls when there is a kernel, the first time only. */
function once(act) {
  return function first(session, { newValue }) {
    if (!newValue) return;
    session.kernelChanged.disconnect(first);
    act();
  };
}

/** Have the widget manager read what a notebook holds, with no kernel to be asked what it knows. */
async function restore(notebook, manager) {
  manager._get_comm_info = async () => ({});
  await manager.restoreWidgets(notebook, { loadKernel: false, loadNotebook: true });
  delete manager._get_comm_info;
}

function isTrusted(notebook) {
  return [...notebook.cells].some((cell) => cell.type === "code" && cell.trusted && shown(cell).length);
}

/** Return the ids of the widgets that a cell shows. */
function shown(cell) {
  return bundlesOf(cell).map((data) => data[WIDGET]?.model_id).filter(Boolean);
}

/**
 * Return what writes into a notebook that is being saved what its widget managers left out; the last one came first, and
 * its calculators are those on the screen.
 */
async function completion(host, notebook) {
  const managers = [];
  const isSaving = await savesWidgets(host);
  let last = notebook.getMetadata("widgets")?.[STATE]?.state ?? {};
  const write = (_, stage) => {
    const widgets = notebook.getMetadata("widgets");
    if (stage !== "started" || !isSaving() || !widgets?.[STATE]) return;
    const { state: live } = widgets[STATE];
    const all = Object.assign({}, last, ...managers.map((manager) => withoutPython(manager, last)), live);
    // Notebooks without any of ours are left as the widget manager writes them.
    if (!Object.keys(all).some((id) => holdsOurs(all, id))) return;
    last = needed(all, live, notebook);
    notebook.setMetadata("widgets", { ...widgets, [STATE]: { ...widgets[STATE], state: last } });
  };
  return { managers, write };
}

/** Return the states of the widgets that no kernel knows, as the widget manager would write them. */
function withoutPython(manager, last) {
  // What carries binary data stays as it was read.
  const dead = [...manager._modelsSync.values()].filter((model) => !model.comm_live && !last[model.model_id]?.buffers);
  return Object.fromEntries(dead.map((model) => [model.model_id, stateOf(model)]));
}

function stateOf(model) {
  return {
    model_name: model.name,
    model_module: model.module,
    model_module_version: model.get("_model_module_version"),
    state: model.serialize(model.get_state(true)),
  };
}

/**
 * Keep what is shown, what a kernel knows of others, and what these need. Left out are calculators that nothing shows any
 * more, with boxes around them: each takes as much room as a picture.
 */
function needed(all, live, notebook) {
  const cells = [...notebook.cells].filter((cell) => cell.type === "code");
  const others = Object.keys(live).filter((id) => !isLayout(all[id]) && !holdsOurs(all, id));
  const waiting = [...cells.flatMap(shown), ...others];
  const found = new Set();
  while (waiting.length) {
    const id = waiting.pop();
    if (found.has(id) || !all[id]) continue;
    found.add(id);
    waiting.push(...referencesOf(all[id].state));
  }
  return Object.fromEntries(Object.entries(all).filter(([id]) => found.has(id)));
}

function referencesOf({ _esm: _, ...state }) {
  return JSON.stringify(state).match(ID) ?? [];
}

/** A layout is needed by the widget that it belongs to, if at all. */
function isLayout({ model_name: name }) {
  return name === "LayoutModel";
}

/** Whether a widget is a calculator or an exercise, or a box with one in it. */
function holdsOurs(states, id) {
  const { _anywidget_id: name = "", children = [] } = states[id]?.state ?? {};
  return name.startsWith("infogap.") || children.some((child) => holdsOurs(states, child.match(ID)?.[0]));
}
