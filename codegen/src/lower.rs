//! Schema to items: every decision is made here.

mod basic_types;
mod boxing;
mod docs;
mod errors;
mod fields;
mod input;
mod naming;
mod registry;
mod server;
mod shapes;
mod skeleton;
mod structs;
mod unmatched;

use std::collections::{BTreeMap, BTreeSet};

use tlforge_parser::analysis::Reading;
use tlforge_parser::schema::Schema;
use tlforge_parser::{Code, Diagnostic, Severity};

use crate::config::{Config, selects};
use crate::model::{Item, ItemId, Model, Module, Root};
use crate::names::{self, Namespaces};
use crate::selection::{self, Selection};
use crate::{Input, Module as Part};

pub(crate) use registry::MODULE as REGISTRY;
pub(crate) use skeleton::MODULE as SKELETON;

use boxing::Boxing;
use errors::Errors;
use shapes::{Shape, Shapes};
use skeleton::Skeleton;
use structs::Lowering;

/// The model of what `config` makes of `input`, and what is wrong with either.
pub(crate) fn lower(input: &Input<'_>, config: &Config) -> (Model, Vec<Diagnostic>) {
    let mut diagnostics = config.check();
    diagnostics.extend(input::modules(input));
    let (model, mut found) = if config.nullable.is_empty() {
        model(input, config)
    } else {
        let schemas = input::with_null(input, config, &mut diagnostics);
        let modules = input.modules.iter().zip(&schemas);
        let modules = modules.map(|(module, schema)| Part { schema, path: module.path, sha256: module.sha256.clone() });
        model(&Input { modules: modules.collect(), errors: input.errors }, config)
    };
    diagnostics.append(&mut found);
    (model, diagnostics)
}

/// The model of a sound input.
fn model(input: &Input<'_>, config: &Config) -> (Model, Vec<Diagnostic>) {
    let mut model = Model { root: root(input), ..Model::default() };
    let mut diagnostics = Vec::new();
    let selections: Vec<Selection> = input.modules.iter().map(|module| Selection::new(module.schema, config)).collect();
    let errors = input.errors.map(Errors::new);
    let mut ids = BTreeMap::new();
    for (part, selection) in input.modules.iter().zip(&selections) {
        let is_bytes = |field: &str| config.bytes_fields.iter().any(|pattern| selects(pattern, field));
        let reading = Reading::new(part.schema, config.flags_words());
        let mut shapes = Shapes::new(part.schema, &reading, model.names.len(), &is_bytes, selection.opaque());
        shapes.discover(|def| selection.keeps(def));
        let skeleton = Skeleton::of(&shapes, model.root.skeleton.len());
        let boxing = Boxing::of(&shapes, &skeleton.outlines);
        let externs = externs(&shapes, config);
        let namespaces = Namespaces::of(part.schema);
        let above: Vec<String> =
            part.path.split('.').filter(|segment| !segment.is_empty()).map(str::to_owned).collect();
        // Names are settled among all definitions, whether they are kept or not.
        let nothing = BTreeSet::new();
        let mut others = Shapes::new(part.schema, &reading, 0, &is_bytes, &nothing);
        if config.is_selective() {
            others.discover(|_| true);
        }
        let others = (&others, &Boxing::of(&others, &BTreeMap::new()));
        model.names.extend(naming::names_of((&shapes, &boxing), others, &namespaces, &above, &externs));
        for (id, name) in ids_of(&shapes, &skeleton) {
            ids.entry(id).or_insert(name);
        }
        let lowering = Lowering {
            config,
            shapes: &shapes,
            boxing: &boxing,
            outlines: &skeleton.outlines,
            names: &model.names,
            namespaces: &namespaces,
            above: &above,
            errors: errors.as_ref(),
            db: input.errors,
            externs: &externs,
        };
        for (module, item) in lowering.items() {
            model.modules.entry(module).or_default().items.push(item);
        }
        if config.has_handlers() {
            server::add(&mut model, &above);
        }
        describe(&mut model.modules, &namespaces, &above);
        model.root.skeleton.extend(skeleton.bytes);
        diagnostics.append(&mut shapes.diagnostics);
        diagnostics.extend(skeleton.diagnostics);
    }
    if let Some(errors) = &errors {
        let root = vec!["errors".to_owned()];
        let module = model.modules.entry(root.clone()).or_default();
        module.items.splice(..0, [Item::Errors(errors.common()), Item::Errors(Errors::none(&root))]);
    }
    model.root.ids = ids.into_iter().collect();
    if let Some((registry, names)) = registry::registry(&model, input, config.dispatch || config.has_features()) {
        model.root.registry = Some(registry);
        model.names.extend(names);
    }
    let schemas: Vec<_> = input.modules.iter().map(|module| module.schema).collect();
    diagnostics.extend(selection::unused(config, &schemas, &selections));
    diagnostics.extend(unknown_externs(input, config));
    diagnostics.extend(unmatched::patterns(&model, config));
    (model, diagnostics)
}

/// The ids of everything that is generated or kept as bytes, with their names.
fn ids_of(shapes: &Shapes<'_>, skeleton: &Skeleton) -> Vec<(u32, String)> {
    let ids = shapes.iter().flat_map(|(item, shape)| match shape {
        Shape::Struct(shape) if shape.body.is_empty() => {
            let def = shapes.schema.def(shape.def);
            vec![(def.id, def.name.clone())]
        }
        Shape::Opaque(_) => {
            skeleton.outlines.get(&item).map(|outline| outline.constructors.clone()).unwrap_or_default()
        }
        _ => Vec::new(),
    });
    ids.collect()
}

fn root(input: &Input<'_>) -> Root {
    let main = input.modules.first();
    let layer = main.and_then(|module| module.schema.layer);
    let mut docs = vec![match layer {
        Some(layer) => format!("Bindings of a TL schema, layer {layer}."),
        None => "Bindings of a TL schema.".to_owned(),
    }];
    docs.extend([
        String::new(),
        "[`types`] has a struct for each constructor, [`enums`] an enum for each type with several constructors,"
            .to_owned(),
        "[`functions`] a struct for each function.".to_owned(),
    ]);
    if input.errors.is_some() {
        docs.push("[`errors`] says what each function may fail with.".to_owned());
    }
    Root { docs, layer, sha256: main.map(|module| module.sha256.clone()).unwrap_or_default(), ..Root::default() }
}

/// Makes sure that the modules above each module are there, and says what each holds.
fn describe(modules: &mut BTreeMap<Vec<String>, Module>, namespaces: &Namespaces, above: &[String]) {
    let mut needed: Vec<Vec<String>> =
        ["types", "enums", "functions"].map(|kind| [above, &[kind.to_owned()]].concat()).to_vec();
    needed.extend(modules.keys().flat_map(|path| (1..=path.len()).map(|end| path[..end].to_vec())));
    for path in needed {
        modules.entry(path).or_default();
    }
    let spaces: BTreeMap<&[String], &str> = namespaces.iter().map(|(name, path)| (path, name)).collect();
    for (path, module) in modules.iter_mut().filter(|(path, module)| path.starts_with(above) && module.docs.is_empty())
    {
        let Some((kind, below)) = path[above.len()..].split_first() else {
            module.docs = vec![format!("The schema `{}`.", above.join("."))];
            continue;
        };
        let what = match kind.as_str() {
            "types" => "Constructors",
            "enums" => "Types with several constructors",
            "functions" => "Functions",
            "errors" => "What functions may fail with",
            server::MODULE => "Handlers of calls",
            _ => continue,
        };
        module.docs = vec![match spaces.get(below) {
            Some(name) if !name.is_empty() => format!("{what}: namespace `{name}`."),
            _ => format!("{what}."),
        }];
    }
}

/// The items that another crate has, with their modules and names there.
fn externs(shapes: &Shapes<'_>, config: &Config) -> BTreeMap<ItemId, (String, String)> {
    let mut externs = BTreeMap::new();
    for (item, shape) in shapes.iter() {
        let name = match shape {
            Shape::Union(union) if union.args.is_empty() => &shapes.schema.ty(union.ty).name,
            Shape::Struct(shape) => match sole_type(shapes, item, shape) {
                Some(name) => name,
                None => continue,
            },
            Shape::Union(_) | Shape::Opaque(_) => continue,
        };
        if let Some(path) = config.extern_paths.iter().find(|path| path.name == *name).map(|path| path.path.as_str()) {
            let (module, ty) = path.rsplit_once("::").unwrap_or(("", path));
            externs.insert(item, (module.to_owned(), names::plain(ty).to_owned()));
        }
    }
    externs
}

/// The type without parameters whose only constructor `shape` is.
fn sole_type<'a>(shapes: &Shapes<'a>, item: ItemId, shape: &shapes::StructShape<'_>) -> Option<&'a String> {
    let def = shapes.schema.def(shape.def);
    match &def.result {
        tlforge_parser::schema::TypeExpr::Type { ty, args, .. }
            if args.is_empty() && shape.body.is_empty() && shapes.union_of(item).is_none() =>
        {
            (def.kind == tlforge_parser::schema::DefKind::Constructor).then(|| &shapes.schema.ty(*ty).name)
        }
        _ => None,
    }
}

fn unknown_externs(input: &Input<'_>, config: &Config) -> Vec<Diagnostic> {
    let known = |name: &str| {
        let has = |schema: &Schema| schema.types.iter().any(|ty| ty.name == name && ty.basic.is_none());
        input.modules.iter().any(|module| has(module.schema))
    };
    let unknown = config.extern_paths.iter().filter(|path| !known(&path.name));
    let opaque = config.extern_paths.iter().filter(|path| config.opaque.iter().any(|it| selects(it, &path.name)));
    let both = opaque.map(|path| {
        let message = format!("`{}` cannot be opaque and come from another crate", path.name);
        Diagnostic::without_place(Code::BadOption, Severity::Error, message)
    });
    let warnings = unknown.map(|path| {
        let message = format!("`{}`, which another crate is to have, is no type of the schema", path.name);
        Diagnostic::without_place(Code::UnknownSelection, Severity::Warning, message)
    });
    warnings.chain(both).collect()
}

#[cfg(test)]
mod tests;
