/**
 * What the widgets share: nodes made of text, and keys that stay in their controls.
 * Whatever comes from a widget's state becomes text or an attribute, never markup.
 */

const filled = (template, values) => template.replace(/\{(\w+)\}/g, (field, name) => (name in values ? values[name] : field));
const capital = (text) => (text.length > 1 ? text[0].toUpperCase() + text.slice(1) : text);

const maker = (namespace) => (tag, attributes = {}, ...children) => {
  const node = document.createElementNS(namespace, tag);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
};
const html = maker("http://www.w3.org/1999/xhtml");
const svg = maker("http://www.w3.org/2000/svg");

/** Null and undefined remove an attribute. */
function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) node.removeAttribute(name);
    else node.setAttribute(name, value);
  }
}

const id = () => `infogap-${Math.random().toString(36).slice(2)}`;

const KEYS_OF_CONTROLS = /^(Arrow(Up|Down|Left|Right)|Home|End|Page(Up|Down)|Backspace|Delete)$/;

/** Whether a control uses a key itself: on the same key JupyterLab would move between cells, or delete one. */
function usedByControls(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const plainOnly = event.key === "Enter" || event.key === " ";
  return plainOnly ? !event.shiftKey : KEYS_OF_CONTROLS.test(event.key) || event.key.length === 1;
}

/** Notebook 7 takes a key on its way down to the control, unless an attribute forbids it; JupyterLab on its way up. */
function keepKeysOfControls(root, view) {
  const forbid = (event) =>
    root.contains(event.target) && event.target.toggleAttribute("data-lm-suppress-shortcuts", usedByControls(event));
  view.listen(window, "keydown", forbid, { capture: true });
  view.listen(root, "keydown", (event) => usedByControls(event) && event.stopPropagation());
}

/** Tell a host that listens, such as JupyterLab with our extension, that a widget of ours is shown. */
const tellHost = () => window.dispatchEvent(new Event("infogap-shown"));
