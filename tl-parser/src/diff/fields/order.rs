//! Which fields have changed places: as few as possible.

use std::collections::BTreeSet;

/// The new positions of the fields that have moved. `partners` are the old and the new position of each field that stays,
/// ascending by the new one. Fields without bytes only count as moved when they have passed one that has stayed in place,
/// or each other: they never make a field with bytes a moved one.
pub(super) fn moved(partners: &[(usize, usize)], has_bytes: impl Fn(usize) -> bool) -> BTreeSet<usize> {
    let (heavy, light): (Vec<_>, Vec<_>) = partners.iter().copied().partition(|(_, new)| has_bytes(*new));
    let kept = ascending(&heavy);
    let mut moved: BTreeSet<usize> = heavy.iter().map(|(_, new)| *new).collect();
    for (_, new) in &kept {
        moved.remove(new);
    }
    // Both are ascending, so the number of those before a place tells between which of them it is.
    let stays = |(old, new): &(usize, usize)| {
        kept.partition_point(|(kept, _)| kept < old) == kept.partition_point(|(_, kept)| kept < new)
    };
    let (staying, passing): (Vec<_>, Vec<_>) = light.into_iter().partition(stays);
    moved.extend(passing.iter().map(|(_, new)| *new));
    moved.extend(staying.iter().map(|(_, new)| *new));
    for (_, new) in ascending(&staying) {
        moved.remove(&new);
    }
    moved
}

/// A longest part of `pairs`, in their order, of which the first numbers ascend as the second ones do.
fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the end of the part whose last number is the lowest, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (old, _)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].0 < *old);
        before.push(length.checked_sub(1).map(|last| ends[last]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut part = Vec::new();
    let mut next = ends.last().copied();
    while let Some(at) = next {
        part.push(pairs[at]);
        next = before[at];
    }
    part.reverse();
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved_of(old: &str, new: &str) -> String {
        let partners =
            new.bytes().enumerate().filter_map(|(at, name)| Some((old.bytes().position(|b| b == name)?, at)));
        let partners: Vec<_> = partners.collect();
        // Lower case has bytes.
        let moved = moved(&partners, |at| new.as_bytes()[at].is_ascii_lowercase());
        moved.into_iter().map(|at| char::from(new.as_bytes()[at])).collect()
    }

    #[test]
    fn as_few_as_possible_move() {
        assert_eq!(moved_of("abcd", "abcd"), "");
        assert_eq!(moved_of("abcd", "dabc"), "d");
        assert_eq!(moved_of("abcd", "bcda"), "a");
        assert_eq!(moved_of("abcdef", "aedcbf").len(), 3);
        assert_eq!(moved_of("abxc", "aybc"), "");
    }

    #[test]
    fn fields_without_bytes_move_nothing_else() {
        assert_eq!(moved_of("ABc", "cAB"), "AB");
        assert_eq!(moved_of("aXYb", "aYXb").len(), 1);
        assert_eq!(moved_of("aXb", "Xab"), "X");
        assert_eq!(moved_of("aXb", "bXa").len(), 2);
    }
}
