/** The plug-in: it gives the side panel, its commands and its launcher cards to the host. */

import { pictures } from "./pictures.js";
import { catalogueInLanguage, schemaInLanguage } from "./language.js";
import { keepCalculators } from "./keep.js";
import { keepSaved } from "./saved.js";
import { insertCalculator, newNotebook } from "./insert.js";
import { openLesson } from "./lessons.js";
import { Panel } from "./panel.js";

const PLUGIN = "infogap:plugin";
const OPEN = "infogap:open-panel";
const INSERT = "infogap:insert-calculator";
const READ = "infogap:open-lesson";
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
    id: PLUGIN,
    description: "A side panel with infogap's calculators and lessons.",
    autoStart: true,
    optional: known.map((name) => tokens[name]),
    activate: (app, ...services) =>
      activate({ app, lab, ...Object.fromEntries(known.map((name, place) => [name, services[place]])) }),
  };
}

/** Start the plug-in, except on pages that have no notebooks. */
async function activate(host) {
  host.trans = (host.translator ?? host.lab.translation.nullTranslator).load("infogap");
  // The settings wait for this on every page, as their schema says.
  host.settings?.transform(PLUGIN, { fetch: (found) => ({ ...found, schema: schemaInLanguage(found.schema, host.trans) }) });
  if (!host.tracker) return;
  const catalogue = await (await fetch(new URL("catalogue.json", import.meta.url))).json();
  host.catalogue = catalogueInLanguage(catalogue, host.trans);
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
  widget.title.icon = icon(lab, "infogap");
  widget.node.setAttribute("role", "region");
  widget.node.setAttribute("aria-label", trans.__("Infogap"));
  app.shell.add(widget, "left", { rank: 900, type: "Infogap" });
  restorer?.add(widget, PANEL);
  return panel;
}

/** Return one of our pictures as an icon of the host. */
function icon(lab, name) {
  return new lab.components.LabIcon({ name: `infogap:${name}`, svgstr: pictures[name] });
}

/** Add the commands, where people find them. */
function addCommands(host, panel) {
  const { app, trans, catalogue, palette } = host;
  const category = trans.__("Infogap");
  for (const [command, made] of Object.entries(commands(host, panel))) {
    app.commands.addCommand(command, onCard(host, made));
  }
  palette?.addItem({ command: OPEN, category });
  for (const { name } of catalogue.models) palette?.addItem({ command: INSERT, args: { model: name }, category });
  for (const { file } of catalogue.lessons) palette?.addItem({ command: READ, args: { lesson: file }, category });
  addCards(host, category);
}

/** Return the commands; what they do shows in the panel, which says how it went. */
function commands({ app, trans, catalogue }, panel) {
  const besidePanel = (act) => (args) => {
    app.shell.activateById(PANEL);
    return act(args);
  };
  const model = (args) => catalogue.models.find(({ name }) => name === args.model);
  const lesson = (args) => catalogue.lessons.find(({ file }) => file === args.lesson);
  return {
    [OPEN]: {
      label: () => trans.__("Infogap: Open the Panel"),
      caption: trans.__("Choose a calculator or a lesson"),
      execute: besidePanel(({ at }) => panel.focus(at)),
    },
    [INSERT]: {
      label: (args) => trans.__("Insert a Calculator: %1", model(args)?.title ?? ""),
      execute: besidePanel((args) => panel.choose(model(args))),
    },
    [READ]: {
      label: (args) => trans.__("Open a Copy of a Lesson: %1", lesson(args)?.title ?? ""),
      caption: (args) => lesson(args)?.title ?? "",
      // A launcher gives its place to what is returned.
      execute: besidePanel((args) => panel.read(lesson(args))),
    },
  };
}

/** Let a command look as a launcher card says. */
function onCard({ lab }, command) {
  const label = (args) => args.card ?? command.label(args);
  return { ...command, label, icon: (args) => (args.picture ? icon(lab, args.picture) : undefined) };
}

/** Add the launcher cards: few, since everyone who starts something sees them. */
function addCards({ trans, catalogue, launcher }, category) {
  const tour = catalogue.lessons.find((lesson) => lesson.minutes === null);
  const cards = [
    { command: OPEN, args: { card: trans.__("Calculators"), picture: "calculators" } },
    { command: OPEN, args: { card: trans.__("Lessons"), picture: "lessons", at: "lessons" } },
  ];
  if (tour) cards.unshift({ command: READ, args: { card: trans.__("Start here"), picture: "infogap", lesson: tour.file } });
  cards.forEach((card, rank) => launcher?.add({ ...card, category, rank }));
}
