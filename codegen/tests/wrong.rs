//! Wrong uses of generated code, each with what the compiler says.
//!
//! `TRYBUILD=overwrite cargo test -p tlforge-codegen --test wrong` writes the messages anew.

#[test]
fn the_compiler_says_what_is_wrong() {
    trybuild::TestCases::new().compile_fail("tests/wrong/*.rs");
}
