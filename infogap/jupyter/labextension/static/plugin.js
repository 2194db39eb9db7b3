/** The plug-in: it gives the side panel, its commands and its launcher card to the host. */

import { pictures } from "./pictures.js";
import { keepCalculators } from "./keep.js";
import { keepSaved } from "./saved.js";
import { insertCalculator, newNotebook } from "./insert.js";
import { openLesson } from "./lessons.js";
import { Panel } from "./panel.js";

const OPEN = "infogap:open-panel";
const INSERT = "infogap:insert-calculator";
const PANEL = "infogap-panel";

/**
 * Return the plug-in.
 * @param {Record<string, any>} lab - the host's packages by their short names
 */
export function plugin(lab) {
  const tokens = {
    tracker: lab.notebook.INotebookTracker,
    browser: lab.filebrowser.IDefaultFileBrowser,
    launcher: lab.launcher.ILauncher,
    palette: lab.apputils.ICommandPalette,
    restorer: lab.application.ILayoutRestorer,
    settings: lab.settingregistry.ISettingRegistry,
    translator: lab.translation.ITranslator,
  };
  const known = Object.keys(tokens).filter((name) => tokens[name]);
  return {
    id: "infogap:plugin",
    description: "A side panel with infogap's calculators and lessons.",
    autoStart: true,
    optional: known.map((name) => tokens[name]),
    activate: (app, ...services) =>
      activate({ app, lab, ...Object.fromEntries(known.map((name, place) => [name, services[place]])) }),
  };
}

/** Start the plug-in, except on pages that have no notebooks. */
async function activate(host) {
  if (!host.tracker) return;
  host.trans = (host.translator ?? host.lab.translation.nullTranslator).load("infogap");
  host.catalogue = await (await fetch(new URL("catalogue.json", import.meta.url))).json();
  if (host.settings) {
    keepCalculators(host);
    keepSaved(host);
  }
  const panel = addPanel(host);
  addCommands(host, panel);
}

/** Put the panel at the left. */
function addPanel(host) {
  const { app, lab, trans, restorer } = host;
  const panel = new Panel(host, {
    insert: (model) => insertCalculator(host, model),
    create: () => newNotebook(host),
    open: (lesson) => openLesson(host, lesson),
  });
  const widget = new lab.widgets.Widget({ node: panel.node });
  widget.id = PANEL;
  widget.title.caption = trans.__("Infogap: calculators and lessons");
  widget.title.icon = icon(lab);
  widget.node.setAttribute("role", "region");
  widget.node.setAttribute("aria-label", trans.__("Infogap"));
  app.shell.add(widget, "left", { rank: 900, type: "Infogap" });
  restorer?.add(widget, PANEL);
  return panel;
}

/** Return the icon of the panel and of the launcher card. */
function icon(lab) {
  return new lab.components.LabIcon({ name: "infogap:icon", svgstr: pictures.infogap });
}

/** Add the commands, where people find them. */
function addCommands(host, panel) {
  const { app, lab, trans, catalogue, palette, launcher } = host;
  const category = trans.__("Infogap");
  app.commands.addCommand(OPEN, {
    label: (args) => (args.isLauncher ? trans.__("Infogap calculator") : trans.__("Infogap: Open the Panel")),
    caption: trans.__("Choose a calculator or a lesson"),
    icon: (args) => (args.isLauncher ? icon(lab) : undefined),
    execute: () => {
      app.shell.activateById(PANEL);
      panel.focus();
    },
  });
  app.commands.addCommand(INSERT, {
    label: (args) => trans.__("Insert a Calculator: %1", titleOf(catalogue, args.model)),
    execute: (args) => {
      app.shell.activateById(PANEL);
      return panel.choose(catalogue.models.find((model) => model.name === args.model));
    },
  });
  palette?.addItem({ command: OPEN, category });
  for (const { name } of catalogue.models) palette?.addItem({ command: INSERT, args: { model: name }, category });
  launcher?.add({ command: OPEN, args: { isLauncher: true }, category, rank: 0 });
}

function titleOf(catalogue, name) {
  return catalogue.models.find((model) => model.name === name)?.title ?? "";
}
