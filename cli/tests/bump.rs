//! `tlforge bump` on real files, packages and, with the feature `fetch`, servers on this machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;

#[cfg(feature = "fetch")]
#[path = "bump/server.rs"]
mod server;

#[cfg(feature = "fetch")]
#[path = "bump/http.rs"]
mod http;

#[cfg(feature = "fetch")]
#[path = "bump/repository.rs"]
mod repository;

const OLD: &str = "// LAYER 1\n\nuser#1 id:long = User;\n\n---functions---\n\ngetUser#2 id:long = User;\n";
const NEW: &str =
    "user#3  id:long\tname:string = User; // new\n---functions---\ngetUser#2 id:long = User;\n// LAYER 2\n";
/// What the file holds when it was made from [`NEW`].
const LAID_OUT: &str =
    "// LAYER 2\n\nuser#3 id:long name:string = User;\n\n---functions---\n\ngetUser#2 id:long = User;\n";

/// A project in a folder of its own.
struct Project(tempfile::TempDir);

impl Project {
    /// With `old.tl` as its schema; `table` is what is added to the table of the schema in `tlforge.toml`.
    fn new(table: &str) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        project.write("schema/api.tl", OLD);
        project.write("CHANGELOG.md", "# Changelog\n");
        let settings = "[gen]\nschema = \"schema/api.tl\"\nout = \"src/api\"\n\n[bump]\nsources = \"schema/SOURCES.toml\"\n\
                        changelog = \"CHANGELOG.md\"\ntimeout = 60\n\n[[bump.schema]]\nname = \"api\"\nfile = \"schema/api.tl\"\n";
        project.write("tlforge.toml", format!("{settings}{table}\n"));
        project.succeeds(&["gen"]);
        project
    }

    fn write(&self, path: &str, contents: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tlforge"));
        for proxy in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(proxy);
        }
        command.args(arguments).current_dir(self.0.path()).output().unwrap()
    }

    /// Standard output and standard error of a run that succeeds.
    #[track_caller]
    fn succeeds(&self, arguments: &[&str]) -> (String, String) {
        let output = self.run(arguments);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{out}{err}");
        (out, err)
    }

    /// Standard error of a run that fails and changes nothing.
    #[track_caller]
    fn fails(&self, arguments: &[&str]) -> String {
        let before = self.files();
        let output = self.run(arguments);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{err}");
        assert_eq!(text(&output.stdout), "");
        assert!(self.files() == before, "the project has changed");
        err
    }

    /// A run that succeeds and changes nothing: standard error.
    #[track_caller]
    fn is_current(&self, arguments: &[&str]) -> String {
        let before = self.files();
        let (out, err) = self.succeeds(arguments);
        assert_eq!(out, "");
        assert!(self.files() == before, "the project has changed");
        err
    }

    /// All files with their contents.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(self.0.path(), self.0.path(), &mut files);
        files
    }

    /// Everything is as a bump to [`NEW`] leaves it.
    #[track_caller]
    fn is_bumped(&self) {
        assert_eq!(self.read("schema/api.tl"), LAID_OUT);
        let item = "- `api`, layer 1 to layer 2 (breaking):\n  - constructor `user`: ";
        assert!(self.read("CHANGELOG.md").contains(item), "{}", self.read("CHANGELOG.md"));
        self.succeeds(&["gen", "--check"]);
        let record: toml::Table = self.read("schema/SOURCES.toml").parse().unwrap();
        assert_eq!(record["api"]["file"].as_str(), Some("api.tl"));
        assert_eq!(record["api"]["layer"].as_integer(), Some(2));
        assert_eq!(record["api"]["sha256"].as_str(), Some(sha256(LAID_OUT).as_str()));
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.insert(path.strip_prefix(root).unwrap().display().to_string(), fs::read(&path).unwrap());
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn sha256(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// A compressed package.
fn package(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, path, text.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

#[test]
fn a_file_is_taken() {
    let project = Project::new("");
    project.write("new.tl", NEW);
    let (out, err) = project.succeeds(&["bump", "new.tl"]);
    project.is_bumped();
    assert!(out.contains("layer 1 to layer 2\n"), "{out}");
    assert!(out.contains("field `name:string` added"), "{out}");
    assert!(err.contains("api: layer 2 from `new.tl`"), "{err}");
    assert!(err.contains("written src/api/types/mod.rs") && !err.contains("written src/api/functions"), "{err}");
    let record: toml::Table = project.read("schema/SOURCES.toml").parse().unwrap();
    assert_eq!(record["api"]["received_sha256"].as_str(), Some(sha256(NEW).as_str()));
    assert!(project.is_current(&["bump", "new.tl"]).contains("api: `new.tl` says the same"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let project = Project::new("");
    project.write("new.tl", NEW);
    let before = project.files();
    let (out, err) = project.succeeds(&["bump", "new.tl", "--dry-run", "--format", "markdown"]);
    assert!(project.files() == before);
    assert!(out.starts_with("## Schema changes: layer 1 to layer 2\n"), "{out}");
    assert!(err.contains("would write CHANGELOG.md") && err.contains("would change src/api/types/mod.rs"), "{err}");
}

#[test]
fn a_folder_and_a_package_are_searched() {
    for name in ["x-1.0.0.crate", "x.tgz", "x"] {
        let project = Project::new("");
        if name == "x" {
            project.write("x/tl/api.tl", NEW);
            project.write("x/tl/mtproto.tl", "a = A;");
            project.write("x/.git/api.tl", "");
        } else {
            project.write(name, package(&[("x-1.0.0/tl/api.tl", NEW), ("x-1.0.0/tl/mtproto.tl", "a = A;")]));
        }
        project.succeeds(&["bump", name]);
        project.is_bumped();
        let record: toml::Table = project.read("schema/SOURCES.toml").parse().unwrap();
        assert_eq!((record["api"]["from"].as_str(), record["api"]["path"].as_str()), (Some(name), Some("tl/api.tl")));
    }
}

#[test]
fn a_package_that_was_cut_off_is_refused() {
    let project = Project::new("");
    let bytes = package(&[("x-1.0.0/tl/api.tl", NEW)]);
    project.write("x.crate", &bytes[..bytes.len() - 4]);
    assert!(
        project.fails(&["bump", "x.crate"]).contains("error[TL0121]: cannot use `x.crate`: the package is damaged")
    );
}

#[test]
fn the_newest_layer_is_taken_and_the_first_of_those() {
    let project = Project::new("from = [\"a.tl\", \"missing.tl\", \"sub/b.tl\", \"c.tl\"]");
    project.write("a.tl", OLD);
    project.write("sub/b.tl", NEW);
    project.write("c.tl", NEW.replace("name", "title"));
    let (_, err) = project.succeeds(&["bump"]);
    project.is_bumped();
    assert!(err.contains("warning[TL0121]: cannot use `missing.tl`: "), "{err}");
    assert!(err.contains("api: layer 2 from `b.tl`"), "{err}");
    project.write("sub/b.tl", OLD);
    assert!(project.is_current(&["bump", "sub/b.tl"]).contains("layer 2 is here, the sources have layer 1"));
    project.succeeds(&["bump", "sub/b.tl", "--force"]);
    assert_eq!(project.read("schema/api.tl"), OLD);
}

#[test]
fn an_overlay_is_merged_each_time() {
    let project = Project::new("overlay = \"overlay.tl\"");
    project.write("new.tl", NEW);
    project.write(
        "overlay.tl",
        "// not published\nchat#4 id:long = Chat;\n---functions---\ngetUser#5 self:true = User;\n",
    );
    project.succeeds(&["bump", "new.tl"]);
    let expected = LAID_OUT.replace("= User;\n\n---", "= User;\nchat#4 id:long = Chat;\n\n---");
    let expected = expected.replace("getUser#2 id:long", "getUser#5 self:true");
    assert_eq!(project.read("schema/api.tl"), expected);
    assert!(project.read("CHANGELOG.md").contains("  - added constructor `chat`\n"));
    project.is_current(&["bump", "new.tl"]);
    project.write("newer.tl", NEW.replace("LAYER 2", "LAYER 3").replace("---f", "chat#4 id:long = Chat;\n---f"));
    let (_, err) = project.succeeds(&["bump", "newer.tl"]);
    assert!(err.contains("overlay.tl: no longer needed for `chat`"), "{err}");
    project.write("overlay.tl", "chat#4 id:long Chat;\n");
    assert!(project.fails(&["bump", "newer.tl"]).contains("--> overlay.tl:1:"));
}

#[test]
fn what_is_no_schema_is_refused() {
    let project = Project::new("");
    for (contents, message) in [
        ("<!DOCTYPE html><p>gone", "cannot use `new.tl`: it is a page in HTML or XML, and no schema"),
        ("", "cannot use `new.tl`: it declares nothing"),
        ("user#3 id:long = User;\n", "cannot use `new.tl`: it names no layer, and the present schema does"),
        (&NEW[..60], "error[TL0004]"),
        ("// LAYER 2\nuser#3 id:Missing = User;\n", "error[TL0021]"),
        ("// LAYER 2\nother#7 = Other;\n", "cannot use `new.tl`: 2 of 2 definitions would be gone"),
        (&"// LAYER 2\nuser#3 id:long = ;\n".repeat(30), "there are 25 more errors; is it a schema?"),
    ] {
        project.write("new.tl", contents);
        let err = project.fails(&["bump", "new.tl"]);
        assert!(err.contains(message), "{err}");
    }
    project.write("new.tl", NEW.replace("// LAYER 2\n", ""));
    project.succeeds(&["bump", "new.tl", "--layer", "2"]);
    project.is_bumped();
}

#[test]
fn what_cannot_be_generated_or_written_changes_nothing() {
    let project = Project::new("");
    project.write("new.tl", NEW);
    // A file of somebody else's stands where a generated one has to be.
    project.write("src/api/types/mod.rs", "fn hand() {}\n");
    assert!(project.fails(&["bump", "new.tl"]).contains("error[TL0120]"));
    let project = Project::new("");
    project.write("new.tl", NEW);
    fs::create_dir_all(project.0.path().join("schema/SOURCES.toml/x")).unwrap();
    assert!(project.fails(&["bump", "new.tl"]).contains("cannot read `schema/SOURCES.toml`"));
    let project = Project::new("");
    project.write("new.tl", NEW);
    fs::remove_file(project.0.path().join("CHANGELOG.md")).unwrap();
    let settings = project.read("tlforge.toml").replace("CHANGELOG.md", "schema/api.tl/CHANGELOG.md");
    project.write("tlforge.toml", settings);
    project.fails(&["bump", "new.tl"]);
}

#[test]
fn schemas_without_bindings_and_new_ones_are_renewed_too() {
    let project = Project(tempfile::tempdir().unwrap());
    let settings = "[bump]\nsources = \"SOURCES.toml\"\n[[bump.schema]]\nname = \"a\"\nfile = \"tl/a.tl\"\n\
                    from = [\"new.tl\"]\n[[bump.schema]]\nname = \"b\"\nfile = \"tl/b.tl\"\nfrom = [\"new.tl\"]\n";
    project.write("tlforge.toml", settings);
    project.write("new.tl", NEW);
    let (out, _) = project.succeeds(&["bump", "--format", "json"]);
    let diffs: serde_json::Value = serde_json::from_str(&out).unwrap();
    for name in ["a", "b"] {
        assert_eq!(project.read(&format!("tl/{name}.tl")), LAID_OUT);
        assert_eq!(diffs[name]["summary"]["new_layer"], 2);
        assert_eq!(diffs[name]["summary"]["added"]["functions"], 1);
    }
    let record: toml::Table = project.read("SOURCES.toml").parse().unwrap();
    assert_eq!(record["b"]["file"].as_str(), Some("tl/b.tl"));
}

#[test]
fn the_settings_of_the_documentation_are_settings() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/bumping.md")).unwrap();
    let settings = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let project = Project::new("");
    project.write("tlforge.toml", settings);
    project.write("schema/overlay.tl", "// nothing yet\n");
    project.write("mirror/api.tl", NEW);
    project.succeeds(&["bump", "mirror"]);
    assert!(project.read("CHANGELOG.md").contains("- `my-api`: the API, layer 1 to layer 2 (breaking):\n"));
}

#[test]
#[cfg(not(feature = "fetch"))]
fn without_the_feature_it_says_how_to_get_it() {
    let project = Project::new("");
    let err = project.fails(&["bump", "https://example.org/api.tl"]);
    assert!(
        err.contains("cannot fetch `https://example.org/api.tl`: this `tlforge` was built without the feature `fetch`")
    );
    assert!(err.contains("help: `cargo install tlforge-cli --features fetch`"), "{err}");
}
