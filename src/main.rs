//! The program `overheard`.
fn main() {}
