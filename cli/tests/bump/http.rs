//! Schemas from servers.

use std::time::{Duration, Instant};

use crate::server::{Reply, Server, ok};
use crate::{LAID_OUT, NEW, OLD, Project, package, sha256};

fn from(urls: &[String]) -> String {
    format!("from = {urls:?}")
}

#[test]
fn it_is_taken_and_asked_for_again_only_if_it_changes() {
    for reply in [Reply::Tagged("\"one\"", NEW.into()), Reply::Dated("Mon, 02 Nov 2026 10:00:00 GMT", NEW.into())] {
        let server = Server::start(vec![("/api.tl", reply)]);
        let url = server.url("/api.tl");
        let project = Project::new(&from(std::slice::from_ref(&url)));
        project.succeeds(&["bump"]);
        project.is_bumped();
        let record: toml::Table = project.read("schema/SOURCES.toml").parse().unwrap();
        assert_eq!(record["api"]["from"].as_str(), Some(url.as_str()));
        assert_eq!(record["api"]["received_sha256"].as_str(), Some(sha256(NEW).as_str()));
        let is_conditional =
            |request: &String| request.contains("\r\nif-none-match: ") || request.contains("\r\nif-modified-since: ");
        assert_eq!(server.requests().iter().map(is_conditional).collect::<Vec<_>>(), [false]);

        assert!(project.is_current(&["bump"]).contains("api: the sources have nothing new"));
        assert_eq!(server.requests().iter().map(is_conditional).collect::<Vec<_>>(), [true]);

        // What was made of it is not here any more, so it has to be sent again.
        project.write("schema/api.tl", OLD);
        project.write("CHANGELOG.md", "");
        project.succeeds(&["bump"]);
        project.is_bumped();
        assert!(project.is_current(&["bump", "--force"]).contains("says the same"));
        assert_eq!(server.requests().iter().map(is_conditional).collect::<Vec<_>>(), [false, false]);
    }
}

#[test]
fn a_package_may_be_sent() {
    let bytes = package(&[("x-1.0.0/tl/api.tl", NEW)]);
    let server = Server::start(vec![("/download", Reply::Bytes(ok("", &bytes)))]);
    let project = Project::new("");
    project.succeeds(&["bump", &server.url("/download")]);
    project.is_bumped();
}

#[test]
fn redirections_are_followed() {
    let moved = b"HTTP/1.1 302 Found\r\nlocation: /new/api.tl\r\ncontent-length: 0\r\n\r\n".to_vec();
    let server =
        Server::start(vec![("/api.tl", Reply::Bytes(moved)), ("/new/api.tl", Reply::Bytes(ok("", NEW.as_bytes())))]);
    let project = Project::new("");
    project.succeeds(&["bump", &server.url("/api.tl")]);
    project.is_bumped();
}

#[test]
fn what_goes_wrong_is_said_and_changes_nothing() {
    let chunk = format!("{:x}\r\n{NEW}\r\n", NEW.len());
    let cut_chunks = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunk}");
    let mut cut = ok("", NEW.as_bytes());
    cut.truncate(cut.len() - 15);
    // Without a length, the end of the connection is the end of the text: it has to be seen in the text.
    let unannounced = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", &NEW[..60]);
    let server = Server::start(vec![
        ("/error", Reply::Bytes(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n".to_vec())),
        ("/unasked", Reply::Bytes(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec())),
        ("/cut", Reply::Bytes(cut)),
        ("/cut-chunks", Reply::Bytes(cut_chunks.into())),
        ("/unannounced", Reply::Bytes(unannounced.into())),
        ("/empty", Reply::Bytes(Vec::new())),
        ("/no-http", Reply::Bytes(NEW.into())),
        ("/html", Reply::Bytes(ok("", b"<html><p>Sign in first.</p></html>"))),
        ("/other", Reply::Bytes(ok("", b"// LAYER 2\nping#9 = Pong;\n"))),
        ("/nothing", Reply::Bytes(ok("", b""))),
    ]);
    let project = Project::new("");
    for (path, message) in [
        ("/missing", "the server answers 404 Not Found"),
        ("/error", "the server answers 503 Service Unavailable"),
        ("/unasked", "the server answers 304 Not Modified"),
        ("/cut", "cannot fetch"),
        ("/cut-chunks", "cannot fetch"),
        ("/unannounced", "error[TL0004]"),
        ("/empty", "cannot fetch"),
        ("/no-http", "cannot fetch"),
        ("/html", "it is a page in HTML or XML, and no schema"),
        ("/other", "2 of 2 definitions would be gone"),
        ("/nothing", "it declares nothing"),
    ] {
        let url = server.url(path);
        let err = project.fails(&["bump", &url]);
        assert!(err.contains(message), "{path}: {err}");
        assert!(err.contains(&url), "{path}: {err}");
    }
    // TLS is there, and nobody speaks it.
    let url = server.url("/api.tl").replace("http:", "https:");
    let err = project.fails(&["bump", &url]);
    assert!(err.contains("cannot fetch") && !err.contains("feature"), "{err}");
    // A port that nobody listens at.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(project.fails(&["bump", &format!("http://{free}/api.tl")]).contains("cannot fetch"));
}

#[test]
fn a_slow_server_is_not_waited_for() {
    let mut half = ok("", NEW.as_bytes());
    half.truncate(half.len() - 20);
    let server = Server::start(vec![("/silent", Reply::Stall(Vec::new())), ("/half", Reply::Stall(half))]);
    let project = Project::new("");
    project.write("tlforge.toml", project.read("tlforge.toml").replace("timeout = 60", "timeout = 2"));
    for path in ["/silent", "/half"] {
        let start = Instant::now();
        let err = project.fails(&["bump", &server.url(path)]);
        assert!(err.contains("it took more than 2 s"), "{err}");
        assert!(err.contains("help: `timeout` in the table [bump]"), "{err}");
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn of_several_servers_the_newest_layer_is_taken_and_all_are_remembered() {
    let newer = NEW.replace("LAYER 2", "LAYER 3");
    let server = Server::start(vec![
        ("/a.tl", Reply::Tagged("\"a\"", OLD.into())),
        ("/b.tl", Reply::Tagged("\"b\"", newer.clone().into())),
        ("/c.tl", Reply::Tagged("\"c\"", NEW.into())),
    ]);
    let urls = ["/a.tl", "/missing.tl", "/b.tl", "/c.tl"].map(|path| server.url(path));
    let project = Project::new(&from(&urls));
    let (_, err) = project.succeeds(&["bump"]);
    assert_eq!(project.read("schema/api.tl"), LAID_OUT.replace("LAYER 2", "LAYER 3"));
    assert!(err.contains("warning[TL0121]") && err.contains("the server answers 404"), "{err}");
    server.requests();
    let err = project.is_current(&["bump"]);
    assert!(err.contains("api: the sources have nothing new"), "{err}");
    let tags: Vec<_> = server.requests().iter().map(|request| request.contains("if-none-match")).collect();
    assert_eq!(tags, [true, false, true, true]);
}
