//! Links without a C runtime and without any library.

/// What the compiler may call of its own accord. The program is linked and never run, so an address
/// is enough; every other symbol that is missing is an error of the linker.
const STAND_INS: [&str; 6] =
    ["memcpy", "memmove", "memset", "memcmp", "bcmp", "rust_eh_personality"];

fn main() {
    for argument in ["-nostartfiles", "-nostdlib", "-static", "-no-pie", "-Wl,--entry=0"] {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
    for symbol in STAND_INS {
        println!("cargo:rustc-link-arg-bins=-Wl,--defsym={symbol}=0");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
