//! Schemas from servers. Without the feature `fetch` there are none.

use tlforge_parser::{Code, Diagnostic, Severity};

/// What is known of a URL from the last time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Validators {
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
}

/// What a server says.
#[cfg_attr(not(feature = "fetch"), expect(dead_code, reason = "no server is asked"))]
pub(super) enum Answer {
    /// It is what it was when the validators were given.
    Unchanged,
    /// The whole of it.
    Body(Vec<u8>, Validators),
}

/// Asks for `url`. With `known`, the server need not send again what it sent then.
pub(super) fn get(url: &str, known: &Validators, timeout: u64) -> Result<Answer, Diagnostic> {
    client::get(url, known, timeout).map_err(|(message, help)| {
        let error =
            Diagnostic::without_place(Code::BadSource, Severity::Error, format!("cannot fetch `{url}`: {message}"));
        match help {
            Some(help) => error.help(help),
            None => error,
        }
    })
}

#[cfg(feature = "fetch")]
mod client {
    use std::io::{self, Read as _};
    use std::time::Duration;

    use ureq::Agent;
    use ureq::http::StatusCode;
    use ureq::http::header::{CONTENT_LENGTH, ETAG, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};

    use super::{Answer, Validators};

    /// No schema and no package that holds one is larger.
    const LARGEST: u64 = 64 << 20;

    pub(super) fn get(url: &str, known: &Validators, timeout: u64) -> Result<Answer, (String, Option<&'static str>)> {
        let plain = |message: String| (message, None);
        let config = Agent::config_builder()
            // All of it: looking up the name, connecting, redirections, the last byte.
            .timeout_global(Some(Duration::from_secs(timeout)))
            .http_status_as_error(false)
            .user_agent(concat!("tlforge/", env!("CARGO_PKG_VERSION")));
        let mut request = config.build().new_agent().get(url);
        let conditions = [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)];
        for (name, value) in conditions {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let failed = |error: ureq::Error| match error {
            ureq::Error::Timeout(_) => (
                format!("it took more than {timeout} s"),
                Some("`timeout` in the table [bump] of tlforge.toml gives it more"),
            ),
            other => plain(other.to_string()),
        };
        let mut response = request.call().map_err(failed)?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED if *known != Validators::default() => return Ok(Answer::Unchanged),
            status => return Err(plain(format!("the server answers {status}"))),
        }
        let header =
            |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let validators = Validators { etag: header(ETAG), last_modified: header(LAST_MODIFIED) };
        let length: Option<u64> = header(CONTENT_LENGTH).and_then(|length| length.parse().ok());
        let mut body = Vec::new();
        let reader = response.body_mut().as_reader();
        reader.take(LARGEST + 1).read_to_end(&mut body).map_err(|error| failed(of_body(error)))?;
        let received = body.len() as u64;
        if received > LARGEST {
            return Err(plain(format!("it is larger than {} MiB", LARGEST >> 20)));
        }
        if length.is_some_and(|length| length != received) {
            return Err(plain(format!("the connection ended after {received} bytes")));
        }
        Ok(Answer::Body(body, validators))
    }

    /// The client wraps its own errors into those of reading.
    fn of_body(error: io::Error) -> ureq::Error {
        ureq::Error::from(error)
    }
}

#[cfg(not(feature = "fetch"))]
mod client {
    use super::{Answer, Validators};

    pub(super) fn get(_: &str, _: &Validators, _: u64) -> Result<Answer, (String, Option<&'static str>)> {
        let help =
            "`cargo install tlforge-cli --features fetch` installs one that can; or download it, and name the file";
        Err(("this `tlforge` was built without the feature `fetch`".to_owned(), Some(help)))
    }
}
