//! Code without `Debug` and `Eq` compiles, and its values have the right bytes.

use tlforge::{Decode, Encode, Function};

#[rustfmt::skip]
#[path = "golden/bare/plain/mod.rs"]
mod plain;

/// In the dialect of TDLib, whose tables say so.
#[rustfmt::skip]
#[path = "golden/bare/tdlib/mod.rs"]
mod tdlib;

fn thing(ratio: f64) -> plain::types::Thing {
    plain::types::Thing {
        ratio,
        title_of_the_first_part: "a".to_owned(),
        title_of_the_second_part: "b".to_owned(),
        title_of_the_last: "c".to_owned(),
    }
}

#[test]
fn values_are_read_and_written() {
    let item: plain::enums::Item = plain::types::ItemThing { thing: thing(0.5) }.into();
    let several: plain::enums::Several =
        plain::types::OneOfSeveral { first: thing(1.0), second: item, third: vec![plain::enums::Item::None] }.into();
    let bytes = several.to_bytes().unwrap();
    assert!(plain::enums::Several::from_bytes(&bytes).unwrap() == several);
    assert!(tdlib::enums::Several::from_bytes(&bytes).unwrap().to_bytes() == Ok(bytes));
    assert_eq!(plain::functions::Find::NAME, "find");
}
