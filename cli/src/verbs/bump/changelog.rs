//! The changelog: a new item among those that are not released.

/// Puts `item`, which ends with a line break, behind the others below `### Changed` of what is not released. What is missing
/// of these headings is made; where there is no text at all, so is that of the page.
pub(super) fn insert(text: &str, item: &str) -> String {
    let text = if text.trim().is_empty() { "# Changelog\n" } else { text };
    let mut lines: Vec<&str> = text.lines().collect();
    let is_release = |line: &&str| line.starts_with("## ");
    let release = lines.iter().position(is_release);
    let (at, new) = match release.filter(|at| is_unreleased(lines[*at])) {
        None => (release.unwrap_or(lines.len()), vec!["## Unreleased", "", "### Changed", ""]),
        Some(head) => {
            let end = lines[head + 1..].iter().position(is_release).map_or(lines.len(), |at| head + 1 + at);
            let sections: Vec<usize> = (head + 1..end).filter(|at| lines[*at].starts_with("### ")).collect();
            if let Some(section) = sections.iter().position(|at| lines[*at].trim_end() == "### Changed") {
                (sections.get(section + 1).copied().unwrap_or(end), vec![])
            } else {
                // The order of sections is that of Keep a Changelog: what is added comes before what is changed.
                let later = sections.iter().find(|at| lines[**at].trim_end() != "### Added");
                (later.copied().unwrap_or(end), vec!["### Changed", ""])
            }
        }
    };
    // The blank lines before that place stay behind the new item.
    let before = lines[..at].iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
    let follows_item = new.is_empty() && before > 0 && !lines[before - 1].starts_with("### ");
    let mut put: Vec<&str> = if follows_item { vec![] } else { vec![""] };
    put.extend(new);
    put.extend(item.lines());
    if before == at && at < lines.len() {
        put.push("");
    }
    lines.splice(before..before, put);
    lines.join("\n") + "\n"
}

fn is_unreleased(line: &str) -> bool {
    line.trim_start_matches("## ").trim().trim_matches(['[', ']']).eq_ignore_ascii_case("unreleased")
}

#[cfg(test)]
mod tests {
    use super::insert;

    const ITEM: &str = "- new:\n  - more\n";

    #[test]
    fn it_follows_the_other_items() {
        let text =
            "# Log\n\n## Unreleased\n\n### Changed\n\n- old\n\n### Fixed\n\n- it\n\n## 1.0\n\n### Changed\n\n- first\n";
        let expected = text.replace("- old\n", "- old\n- new:\n  - more\n");
        assert_eq!(insert(text, ITEM), expected);
    }

    #[test]
    fn headings_are_made_where_they_are_missing() {
        let made = "## Unreleased\n\n### Changed\n\n- new:\n  - more\n";
        assert_eq!(insert("", ITEM), format!("# Changelog\n\n{made}"));
        assert_eq!(insert("# Log\n\nText.\n", ITEM), format!("# Log\n\nText.\n\n{made}"));
        assert_eq!(insert("# Log\n\n## 1.0\n\n- a\n", ITEM), format!("# Log\n\n{made}\n## 1.0\n\n- a\n"));
        let text = "## [Unreleased]\n\n### Added\n\n- a\n\n### Fixed\n\n- f\n";
        let expected = text.replace("### Fixed", "### Changed\n\n- new:\n  - more\n\n### Fixed");
        assert_eq!(insert(text, ITEM), expected);
        let text = "## Unreleased\n\n### Added\n\n- a\n\n## 1.0\n";
        let expected = text.replace("## 1.0", "### Changed\n\n- new:\n  - more\n\n## 1.0");
        assert_eq!(insert(text, ITEM), expected);
        assert_eq!(insert("## Unreleased\n", ITEM), made);
        assert_eq!(insert("## Unreleased\n\n### Changed\n", ITEM), made);
    }

    #[test]
    fn items_of_two_bumps_stand_side_by_side() {
        let twice = insert(&insert("", ITEM), "- next\n");
        assert_eq!(twice, "# Changelog\n\n## Unreleased\n\n### Changed\n\n- new:\n  - more\n- next\n");
    }
}
