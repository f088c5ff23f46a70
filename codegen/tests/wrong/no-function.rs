//! Only functions are answered.

#[rustfmt::skip]
#[path = "../golden/everything/mod.rs"]
mod api;

fn call<F: tlforge::Function>(_: F) {}

fn main() {
    call(api::types::Point { x: 1, y: 2 }); //~ is not a TL function | the structs in the `functions` module of generated code are
}
