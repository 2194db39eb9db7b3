/**
 * What JupyterLab loads first: a container of modules, as its build tools would make one.
 *
 * JupyterLab gives it the share scope, in which every package of its own waits under its name and version, and asks it
 * for "./extension".
 */
(() => {
  const here = document.currentScript.src;
  /** What the extension uses of JupyterLab. A host may lack some of it: Notebook 7 has no launcher. */
  const PACKAGES = {
    application: "@jupyterlab/application",
    apputils: "@jupyterlab/apputils",
    filebrowser: "@jupyterlab/filebrowser",
    launcher: "@jupyterlab/launcher",
    manager: "@jupyter-widgets/jupyterlab-manager",
    notebook: "@jupyterlab/notebook",
    settingregistry: "@jupyterlab/settingregistry",
    translation: "@jupyterlab/translation",
    components: "@jupyterlab/ui-components",
    widgets: "@lumino/widgets",
  };
  let scope = {};

  /**
   * Return the version of a package to take: the one in use already, else the newest.
   * @param {Record<string, {get: () => Promise<() => object>, loaded?: unknown}>} versions
   */
  function chosen(versions) {
    const newestFirst = Object.keys(versions).sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
    return versions[newestFirst.find((version) => versions[version].loaded) ?? newestFirst[0]];
  }

  /** Return a package of the host, or nothing to take from where the host has none. */
  async function shared(name) {
    return name in scope ? (await chosen(scope[name]).get())() : {};
  }

  /** Return all packages by their short names. */
  async function packages() {
    const found = await Promise.all(Object.values(PACKAGES).map(shared));
    return Object.fromEntries(Object.keys(PACKAGES).map((name, place) => [name, found[place]]));
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB.infogap = {
    init(given) {
      scope = given;
    },
    async get() {
      const { plugin } = await import(new URL("plugin.js", here));
      const made = plugin(await packages());
      return () => ({ __esModule: true, default: made });
    },
  };
})();
