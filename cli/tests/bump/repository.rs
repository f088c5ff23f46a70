//! This repository with a changed copy of its schema, which a server offers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::server::{Reply, Server, ok};

/// Old and new lines: three fields more (one of them a flag that the id does not tell), one less, one id that no rule gives.
const CHANGES: [(&str, &str); 5] = [
    (
        "other:flags.12?true manage_topics:flags.13?true",
        "other:flags.12?true can_wait:flags.30?true manage_topics:flags.13?true",
    ),
    (
        "help.support#17c6b5f6 phone_number:string user:User = help.Support;",
        "help.support#04e61e2d phone_number:string user:User hours:string = help.Support;",
    ),
    (
        "phone.receivedCall#17d54f61 peer:InputPhoneCall = Bool;",
        "phone.receivedCall#76007a04 peer:InputPhoneCall ring_count:int = Bool;",
    ),
    (
        "nearestDc#8e1a1775 country:string this_dc:int nearest_dc:int = NearestDc;",
        "nearestDc#da1860f0 country:string this_dc:int = NearestDc;",
    ),
    ("help.inviteText#18cb9f78 message", "help.inviteText#18cb9f79 message"),
];

/// What is new at the end.
const NEW_FUNCTION: &str = "help.isOfficeOpen#cc45e973 office:string = Bool;\n";

/// What the changelog says of all this, below the layers.
const ITEM: &str = "
  - constructor `nearestDc`: field `nearest_dc:int` removed (wire-breaking, source-breaking)
  - constructor `help.inviteText`: id `18cb9f78` is now `18cb9f79` (wire-breaking)
  - constructor `help.support`: field `hours:string` added (wire-breaking, source-breaking)
  - constructor `chatAdminRights`: field `can_wait:flags.30?true` added
  - function `phone.receivedCall`: field `ring_count:int` added (wire-breaking, source-breaking)
  - added function `help.isOfficeOpen`
";

#[test]
fn a_new_layer_ends_in_a_tree_that_builds() {
    let tree = Tree::copied();
    let mut schema = tree.read("schema/telegram/api.tl");
    let layer: u32 = schema.strip_prefix("// LAYER ").and_then(|rest| rest.lines().next()?.parse().ok()).unwrap();
    let line = |layer| format!("// LAYER {layer}\n");
    schema = schema.replace(&line(layer), &line(layer + 1));
    for (old, new) in CHANGES {
        assert_eq!(schema.matches(old).count(), 1, "{old}");
        schema = schema.replace(old, new);
    }
    schema.push_str(NEW_FUNCTION);
    let changelog = tree.read("CHANGELOG.md");
    let server = Server::start(vec![("/api.tl", Reply::Bytes(ok("etag: \"231\"\r\n", schema.as_bytes())))]);
    let (_, err) = tree.bump(&[&server.url("/api.tl")]);
    assert!(err.contains("`help.inviteText` has the id 18cb9f79, which is not the CRC-32 of its definition"), "{err}");

    // The copy is laid out as the file is already, so nothing else differs.
    assert_eq!(tree.read("schema/telegram/api.tl"), schema);
    // The changelog has one item more, which names exactly what was changed.
    let after = tree.read("CHANGELOG.md");
    let title = "- `tlforge-telegram`: the Telegram API";
    let item = format!("{title}, layer {layer} to layer {} (breaking):{ITEM}", layer + 1);
    let at = after.find(&item).unwrap_or_else(|| panic!("{after}"));
    let rest = [&after[..at], &after[at + item.len()..]].concat();
    let headings = ["## Unreleased", "### Changed", ""];
    assert!(rest.lines().all(|line| changelog.lines().any(|old| old == line) || headings.contains(&line)), "{after}");
    // And of the generated files those differ that hold one of the definitions, or the ids of all.
    let concerned = [
        "CHANGELOG.md",
        "generated/src/functions/help.rs",
        "generated/src/functions/phone.rs",
        "generated/src/lib.rs",
        "generated/src/names.rs",
        "generated/src/registry.rs",
        "generated/src/server/help.rs",
        "generated/src/server/phone.rs",
        "generated/src/types/help.rs",
        "generated/src/types/mod.rs",
        "schema/SOURCES.toml",
        "schema/telegram/api.tl",
    ];
    assert_eq!(tree.differing(), concerned);
    tree.run(env!("CARGO_BIN_EXE_tlforge"), &["gen", "--check"]);
    tree.builds();
    // Next time nothing is to be done.
    let (out, err) = tree.bump(&[&server.url("/api.tl")]);
    assert_eq!(out, "");
    assert!(err.contains("says the same"), "{err}");
}

/// A copy of the files of this repository that bindings are made and built from.
struct Tree(PathBuf);

impl Tree {
    /// The copy, in the place of that of the last run.
    fn copied() -> Self {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let tree = Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join("repository"));
        if tree.0.exists() {
            fs::remove_dir_all(&tree.0).unwrap();
        }
        copy(repository, &tree.0);
        tree.run("git", &["init", "--quiet"]);
        tree.run("git", &["add", "--all"]);
        tree
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    #[track_caller]
    fn run(&self, program: &str, arguments: &[&str]) -> (String, String) {
        let mut command = Command::new(program);
        for variable in [
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "GIT_DIR",
            "GIT_INDEX_FILE",
        ] {
            command.env_remove(variable);
        }
        let output = command.args(arguments).current_dir(&self.0).output().unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(output.status.success(), "{out}{err}");
        (out, err)
    }

    #[track_caller]
    fn bump(&self, arguments: &[&str]) -> (String, String) {
        self.run(env!("CARGO_BIN_EXE_tlforge"), &[&["bump"], arguments].concat())
    }

    /// What git shows as changed or new.
    fn differing(&self) -> Vec<String> {
        let (changed, _) = self.run("git", &["diff", "--name-only"]);
        let (new, _) = self.run("git", &["ls-files", "--others", "--exclude-standard"]);
        let mut paths: Vec<_> = changed.lines().chain(new.lines()).map(str::to_owned).collect();
        paths.sort_unstable();
        paths
    }

    /// The bindings compile with everything that they have.
    fn builds(&self) {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        // Not in the tree, where git would see it.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target");
        let target = target.to_str().unwrap();
        self.run(
            &cargo,
            &["check", "--locked", "--offline", "-p", "tlforge-telegram", "--all-features", "--target-dir", target],
        );
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.file_type().unwrap().is_dir() {
            if name != "target" && name != ".git" {
                copy(&entry.path(), &to.join(name));
            }
        } else if entry.file_type().unwrap().is_file() && name != ".git" {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}
