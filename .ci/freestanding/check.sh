#!/usr/bin/env bash
# Checks that the core links without std, alloc and libc, and that the check itself can fail.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

target=${CARGO_TARGET_DIR:-../../target}
[[ $target == /* ]] || target=$PWD/$target
export CARGO_TARGET_DIR=$target

# Symbols of std, of alloc and of an allocator, in both manglings.
leak='_ZN3std|_ZN5alloc|LT\$(std|alloc)\.\.|Cs[0-9A-Za-z]*_(3std|5alloc)|__rust_(no_)?(alloc|dealloc|realloc)|__rdl_|__rg_'

fail() {
    printf 'freestanding: %s\n' "$1" >&2
    exit 1
}

# What is wrong with a linked program; empty if nothing is.
complaints() {
    nm -u "$1" | sed 's/^ */undefined symbol: /'
    nm "$1" | grep -E "$leak" | sed 's/^/of std or alloc: /' | head -5
    # Not a pipe into `grep -q`: that leaves early, and readelf's end by SIGPIPE would count.
    local headers
    headers=$(readelf -dl "$1")
    if grep -qE 'INTERP|NEEDED' <<<"$headers"; then echo 'linked dynamically'; fi
}

panics() {
    nm "$1" | grep -E '9panicking|_4core.*panic' | head -5 || true
}

# The check finds nothing where nothing was linked: see that the core is there.
assert_holds_the_core() {
    local symbols
    symbols=$(nm "$1")
    for symbol in ENTRY headwater6engine; do
        grep -q "$symbol" <<<"$symbols" || fail "$1 does not hold $symbol: nothing was checked"
    done
}

accept() {
    local program=$1 found
    shift
    cargo build --locked --quiet --bin freestanding "$@" || fail "the build with '$*' failed: see above"
    assert_holds_the_core "$program"
    found=$(complaints "$program" || true)
    [[ -z $found ]] || fail "$program ('$*') is not free of an operating system:"$'\n'"$found"
    echo "links: cargo build $*"
}

# refuse <feature> <what the compiler has to say>
refuse() {
    local output
    if output=$(cargo build --locked --bin freestanding --features "$1" 2>&1); then
        fail "the build with $1 passed; it has to be refused"
    fi
    grep -qE "$2" <<<"$output" || fail "$1 was refused for another reason than '$2':"$'\n'"$output"
    echo "refused: $1"
}

accept "$target/debug/freestanding"
accept "$target/release/freestanding" --release --features bare-features
accept "$target/release/freestanding" --release
found=$(panics "$target/release/freestanding")
[[ -z $found ]] || fail "a panic can be reached in the optimised core:"$'\n'"$found"
echo 'no panic can be reached in the optimised program'

# Each check, seen to fail.
refuse leak-alloc 'no global memory allocator found'
refuse leak-std 'duplicate lang item .*panic_impl'
accept "$target/release/freestanding" --release --features leak-panic
[[ -n $(panics "$target/release/freestanding") ]] || fail 'a reachable panic was not found'
echo 'found: leak-panic'
ordinary=$(find "$target/debug/build" -path '*/freestanding-*/build-script-build' -print -quit)
[[ -n $ordinary ]] || fail 'no ordinary program to hold the check against'
found=$(complaints "$ordinary" || true)
for expected in 'undefined symbol' 'of std or alloc' 'linked dynamically'; do
    grep -q "$expected" <<<"$found" || fail "the check finds no '$expected' in an ordinary program"
done
echo 'found: what an ordinary program is made of'
