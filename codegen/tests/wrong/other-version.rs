//! Code that another version of the generator made is refused with words.

tlforge::check_version!(0);

fn main() {}
