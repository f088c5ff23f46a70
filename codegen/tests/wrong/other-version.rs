//! Code that another version of the generator made is refused with words.

tlforge::check_version!(0); //~ this code was generated for another version of the `tlforge` runtime: use `tlforge` and `tlforge-codegen` (or the `tlforge` program) of the same version and generate it again

fn main() {}
