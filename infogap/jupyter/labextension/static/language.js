/** What JupyterLab does not translate by itself: the catalogue's texts, and the words of the settings. */

/** Return a catalogue in the reader's language. */
export function catalogueInLanguage({ models, lessons }, trans) {
  const say = (text) => (text ? trans.__(text) : text);
  const model = (each) => ({ ...each, title: say(each.title), summary: say(each.summary), topic: say(each.topic) });
  return { models: models.map(model), lessons: lessons.map((each) => ({ ...each, title: say(each.title) })) };
}

/**
 * Return a settings schema in the reader's language.
 *
 * JupyterLab's server looks for its words in language packs only, not in what an extension brings itself.
 * The contexts are those under which its tools collect them.
 */
export function schemaInLanguage(schema, trans) {
  const said = (context, part) => ({
    ...part,
    title: trans._p(context, part.title),
    description: trans._p(context, part.description),
  });
  const properties = Object.entries(schema.properties).map(([name, property]) => [name, said("settings", property)]);
  return { ...said("schema", schema), properties: Object.fromEntries(properties) };
}
