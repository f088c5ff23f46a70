//! File names of pages.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How long the name of a file may be, without its folder and ending.
const MAX_LENGTH: usize = 180;

/// File names for `names`, one each: the name itself wherever that is possible. No two differ only in case, since some
/// file systems take these for one.
pub(crate) fn settle<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut slugs = Vec::new();
    for name in names {
        let plain = slug(name);
        let mut slug = plain.clone();
        let mut attempt = hash(name);
        while !taken.insert(slug.to_ascii_lowercase()) {
            slug = format!("{plain}~{attempt:08x}");
            attempt = attempt.wrapping_add(1);
        }
        slugs.push(slug);
    }
    slugs
}

/// `name` in characters that mean nothing to file systems, URLs and HTML. A number (`%d`) is written `X`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for (at, byte) in name.replace("%d", "X").bytes().enumerate() {
        match byte {
            b'.' if at > 0 => slug.push('.'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' => slug.push(char::from(byte)),
            byte => {
                let _ = write!(slug, "~{byte:02x}");
            }
        }
    }
    if slug.len() > MAX_LENGTH {
        slug.truncate(MAX_LENGTH);
        let _ = write!(slug, "~{:08x}", hash(name));
    }
    if slug.is_empty() { "_".to_owned() } else { slug }
}

/// FNV-1a.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::settle;

    #[test]
    fn names_are_kept_where_they_are_harmless() {
        assert_eq!(settle(["phone.discardCall", "FLOOD_WAIT_%d", "#"]), ["phone.discardCall", "FLOOD_WAIT_X", "~23"]);
        assert_eq!(settle(["../etc/passwd", "a b", ""]), ["~2e.~2fetc~2fpasswd", "a~20b", "_"]);
    }

    #[test]
    fn no_two_differ_only_in_case() {
        let slugs = settle(["TIMEOUT", "Timeout", "timeout", "timeout"]);
        assert_eq!(slugs[0], "TIMEOUT");
        let folded: std::collections::BTreeSet<_> = slugs.iter().map(|slug| slug.to_ascii_lowercase()).collect();
        assert_eq!(folded.len(), 4);
    }
}
