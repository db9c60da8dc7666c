//! Links without a C runtime and without any library.

use std::env;

/// What the compiler may call of its own accord. The program is linked and never run, so an address
/// is enough; every other symbol that is missing is an error of the linker.
const STAND_INS: [&str; 6] =
    ["memcpy", "memmove", "memset", "memcmp", "bcmp", "rust_eh_personality"];

/// The programs whose size is measured.
const SIZED: [&str; 2] = ["size_baseline", "size_decoder"];

fn main() {
    // On bare metal there is neither, and the linker is called as it is.
    let bare_metal = env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "none");
    if !bare_metal {
        for argument in ["-nostartfiles", "-nostdlib", "-static", "-no-pie", "-Wl,--entry=0"] {
            println!("cargo:rustc-link-arg-bins={argument}");
        }
        for symbol in STAND_INS {
            println!("cargo:rustc-link-arg-bins=-Wl,--defsym={symbol}=0");
        }
    }
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    for program in SIZED {
        println!("cargo:rustc-link-arg-bin={program}=-T{folder}/size.ld");
    }
    println!("cargo:rerun-if-changed=size.ld");
    println!("cargo:rerun-if-changed=build.rs");
}
