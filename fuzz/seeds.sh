#!/usr/bin/env bash
# Makes the seed corpora anew: candidates from the project's own streams, of which the fewest are
# kept that reach what all of them reach. Needs a nightly toolchain and cargo-fuzz.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo run --locked --quiet --example seeds -- "$work/candidates"

for target in fuzz_targets/*.rs; do
    target=$(basename "$target" .rs)
    mkdir -p "$work/chosen/$target" "corpus/$target"
    # By the edges that are reached, not by how often: that would keep nearly all.
    cargo +nightly fuzz run --fuzz-dir . --sanitizer none --codegen-units 16 "$target" \
        "$work/chosen/$target" "$work/candidates/$target" -- \
        -set_cover_merge=1 -use_counters=0 >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    [[ -n $(ls "$work/chosen/$target") ]] || { echo "no seed was chosen for $target" >&2; exit 1; }
    rm -f "corpus/$target"/seed-*
    # libFuzzer names what it chose by its SHA-1.
    while read -r hash candidate; do
        if [[ -e $work/chosen/$target/$hash ]]; then
            cp "$candidate" "corpus/$target/"
        fi
    done < <(sha1sum "$work/candidates/$target"/*)
    echo "corpus/$target: $(find "corpus/$target" -name 'seed-*' | wc -l) seeds"
done
