//! Handlers: a trait per namespace, for those who answer calls.

use super::docs;
use crate::model::{Handler, Handlers, Item, Kind, Model, Role, Struct};
use crate::names;

/// The module of the handlers, beside those of types and functions.
pub(super) const MODULE: &str = "server";

/// Adds the handlers of all functions in the modules below `above`, and to the root's what makes a router.
pub(super) fn add(tree: &mut Model, above: &[String]) {
    let functions = [above, &["functions".to_owned()]].concat();
    let mut modules = Vec::new();
    for (path, module) in tree.modules.iter().filter(|(path, _)| path.starts_with(&functions)) {
        let namespace = &path[functions.len()..];
        let path: Vec<String> = [above, &[MODULE.to_owned()], namespace].concat();
        let structs: Vec<&Struct> = module.items.iter().filter_map(handled).collect();
        if let Some(first) = structs.first() {
            let docs = match names::namespace(&first.tl) {
                "" => "Handlers of the functions without namespace.".to_owned(),
                namespace => format!("Handlers of the functions of namespace `{namespace}`."),
            };
            let handlers = handlers(tree, &path, &structs);
            modules.push((path, Handlers { docs: vec![docs], handlers }));
        }
    }
    let root: Vec<String> = [above, &[MODULE.to_owned()]].concat();
    let module = tree.modules.entry(root).or_default();
    module.feature = Some(MODULE);
    if above.is_empty() {
        module.items.push(Item::Router);
    }
    for (path, handlers) in modules {
        tree.modules.entry(path).or_default().items.push(Item::Handlers(handlers));
    }
}

/// The function, if it can be handled. What stands behind the call inside a wrapper could be read only after that call.
fn handled(item: &Item) -> Option<&Struct> {
    let Item::Struct(item) = item else { return None };
    let function = item.function.as_ref()?;
    let is_readable = function.response.is_some() || item.entries.last().is_some_and(|entry| is_call(&entry.role));
    (is_readable && !item.is_applied).then_some(item)
}

fn is_call(role: &Role) -> bool {
    matches!(role, Role::Required(Kind::Call))
}

/// The handlers of `functions` in the module `path`.
fn handlers(tree: &Model, path: &[String], functions: &[&Struct]) -> Vec<Handler> {
    let handlers = functions.iter().map(|item| {
        let name = &tree.names[item.item.0];
        let link = docs::path(path, &name.place, &name.ty);
        let wrapper = item.function.as_ref().filter(|function| function.response.is_none());
        let is_what = if wrapper.is_some() { ": the call inside is answered if this does not refuse it" } else { "" };
        Handler {
            ident: name.method.clone(),
            docs: vec![format!("[`{}`]({link}){is_what}.", item.tl)],
            function: item.item,
            id: item.id,
            wrapper: wrapper.map(|function| function.error.clone()),
        }
    });
    handlers.collect()
}
