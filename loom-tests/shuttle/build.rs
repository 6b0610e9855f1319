//! Puts the sources of `primitives` into the checked world: for all targets of this package, and for no other.

fn main() {
    println!("cargo::rustc-cfg=shuttle");
    println!("cargo::rerun-if-changed=build.rs");
}
