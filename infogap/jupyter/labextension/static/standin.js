/** In place of a calculator that was saved without its state: the picture or the text that its output holds besides. */

import { WIDGET, outputAt, renderersOf } from "./manager.js";

// The widget manager's own, with which it comes before pictures and text.
const RANK = -10;
// The widget manager marks a place so when it writes an error there; the mark of a widget is on its own node.
const FAILED = "jupyter-widgets";

/**
 * Let what stands beside a calculator stand in for it.
 * @param {object} host
 * @param {object} panel - a notebook
 */
export function standIn(host, panel) {
  const { rendermime } = panel.content;
  const factory = rendermime.getFactory(WIDGET);
  const watched = (renderer) => watch(renderer, () => replace(host, panel, renderer));
  rendermime.addFactory({ ...factory, createRenderer: (options) => watched(factory.createRenderer(options)) }, RANK);
  renderersOf(panel).forEach(watched);
}

/** Act when a renderer of widgets ends in an error, which can be long after it began. */
function watch(renderer, act) {
  const look = () => renderer.hasClass(FAILED) && act();
  new MutationObserver(look).observe(renderer.node, { attributes: true, attributeFilter: ["class"] });
  look();
  return renderer;
}

async function replace({ trans, catalogue }, { content }, { node }) {
  const { data, metadata, trusted } = outputAt(content, node) ?? { data: {} };
  const { [WIDGET]: _, ...rest } = data;
  if (!isOurs(catalogue, rest)) return;
  const { rendermime } = content;
  const shown = rendermime.createRenderer(rendermime.preferredMimeType(rest, trusted ? "any" : "ensure"));
  await shown.renderModel(rendermime.createModel({ data: rest, metadata, trusted }));
  const picture = shown.node.querySelector("img");
  if (picture) picture.alt = metadata["image/png"]?.alt ?? "";
  const note = document.createElement("p");
  note.textContent = trans.__("This was saved without its state. Run the cell to bring it back to life.");
  node.replaceChildren(shown.node, note);
}

/** Whether an output is of ours; its text says so, also that of a box. */
function isOurs({ models }, data) {
  const names = models.map((model) => model.name).join("|");
  return new RegExp(`\\b(${names})\\.calculator\\(|^Exercise `).test([data["text/plain"] ?? ""].flat().join(""));
}
