//! A field that the schema requires is required, and `new` wants it too.

#[rustfmt::skip]
#[path = "../golden/everything/mod.rs"]
mod api;

use api::types::{Point, TwoWords};

fn main() {
    let _ = Point { x: 1 }; //~ E0063 | `y`
    let _ = TwoWords { b: true, ..TwoWords::new() }; //~ E0061 | `i32`
}
