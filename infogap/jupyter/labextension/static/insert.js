/** A calculator in the notebook: a cell below the active one, written and run. */

const IMPORT = "import infogap as ig";
const IMPORTED = /^\s*import infogap as ig\b/m;

/** Open a new notebook with the default kernel, and return its panel. */
export async function newNotebook({ app, browser }) {
  const { kernelspecs } = app.serviceManager;
  await kernelspecs.ready;
  const where = { cwd: browser?.model.path ?? "", kernelName: kernelspecs.specs?.default };
  return app.commands.execute("notebook:create-new", where);
}

/**
 * Insert a calculator into the present notebook and run it.
 * @param {{lab: object, tracker: object}} host
 * @param {{name: string}} model
 * @returns {Promise<"done" | "failed" | "no notebook" | "no infogap">}
 */
export async function insertCalculator({ lab, tracker }, { name }) {
  const panel = tracker.currentWidget;
  if (!panel) return "no notebook";
  await panel.context.ready;
  const call = `ig.${name}.calculator()`;
  const cell = freshCell(lab, panel.content);
  write(cell, isImported(panel.content) ? call : `${IMPORT}\n${call}`);
  let failure = await run(lab, panel, cell);
  // The import stands in a cell that this kernel has not run, or that failed.
  if (failure?.ename === "NameError" && failure.evalue.includes("'ig'")) {
    write(cell, `${IMPORT}\n${call}`);
    failure = await run(lab, panel, cell);
  }
  return outcome(failure);
}

/** Return the cell to write into: a new notebook's only cell, else one below the active cell. */
function freshCell(lab, notebook) {
  const { cells } = notebook.model;
  const only = cells.length === 1 ? cells.get(0) : null;
  if (only?.type !== "code" || only.sharedModel.getSource().trim()) {
    lab.notebook.NotebookActions.insertBelow(notebook);
    if (notebook.activeCell.model.type !== "code") lab.notebook.NotebookActions.changeCellType(notebook, "code");
  }
  return notebook.activeCell;
}

function write(cell, source) {
  cell.model.sharedModel.setSource(source);
}

function isImported(notebook) {
  return [...notebook.model.cells].some((cell) => cell.type === "code" && IMPORTED.test(cell.sharedModel.getSource()));
}

/**
 * Run one cell and return its error, if there is one.
 *
 * The cell is named: the active one may be another by the time that a kernel which still starts is ready.
 */
async function run(lab, panel, cell) {
  await panel.sessionContext.ready;
  await lab.notebook.NotebookActions.runCells(panel.content, [cell], panel.sessionContext);
  const { outputs } = cell.model;
  const shown = Array.from({ length: outputs.length }, (_, place) => outputs.get(place).toJSON());
  return shown.find((output) => output.output_type === "error");
}

function outcome(failure) {
  if (!failure) return "done";
  const lacking = failure.ename === "ModuleNotFoundError" && failure.evalue.includes("'infogap'");
  return lacking ? "no infogap" : "failed";
}
