//! The name that was probably meant.

/// The candidate nearest to `name`, if one is near enough to be meant; of equally near ones the first in byte order.
pub fn nearest<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // Of a single letter nothing is left but its case.
    let limit = (name.len() / 3).clamp(usize::from(name.len() > 1), 4);
    let mut rows = Rows::default();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name && candidate.len().abs_diff(name.len()) <= limit)
        .filter_map(|candidate| Some((rows.distance(name, candidate, limit)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    now: Vec<usize>,
}

impl Rows {
    /// How many bytes have to be inserted, removed or replaced; a change of case alone counts as nothing. `None` beyond
    /// `limit`.
    fn distance(&mut self, a: &str, b: &str, limit: usize) -> Option<usize> {
        if a.eq_ignore_ascii_case(b) {
            return Some(0);
        }
        self.before.clear();
        self.before.extend(0..=b.len());
        for (row, x) in a.bytes().enumerate() {
            self.now.clear();
            self.now.push(row + 1);
            for (column, y) in b.bytes().enumerate() {
                let replaced = self.before[column] + usize::from(x != y);
                let shorter = self.before[column + 1].min(self.now[column]) + 1;
                self.now.push(replaced.min(shorter));
            }
            if self.now.iter().all(|distance| *distance > limit) {
                return None;
            }
            std::mem::swap(&mut self.before, &mut self.now);
        }
        self.before.last().copied().filter(|distance| *distance <= limit)
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        assert_eq!(nearest("InputPeeer", ["InputUser", "InputPeer", "Peer"]), Some("InputPeer"));
        assert_eq!(nearest("inputpeer", ["InputUser", "InputPeer"]), Some("InputPeer"));
        assert_eq!(nearest("lnog", ["int", "long", "double"]), None);
        assert_eq!(nearest("lon", ["int", "long", "double"]), Some("long"));
        assert_eq!(nearest("Foo", ["Foo"]), None);
        assert_eq!(nearest("xa", ["xc", "xb"]), Some("xb"));
        assert_eq!(nearest("Ping", ["Pong", "ping"]), Some("ping"));
        assert_eq!(nearest("Q", ["#", "A", "Qs"]), None);
        assert_eq!(nearest("Q", ["#", "q"]), Some("q"));
    }
}
