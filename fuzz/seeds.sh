#!/usr/bin/env bash
# Fills fuzz/corpus/<target>/ with the seeds of each target: the small modules of the corpus, the regressions, and what pyc-smith makes.
set -euo pipefail
cd "$(dirname "$0")"
for path in fuzz_targets/*.rs; do
    target=$(basename "$path" .rs)
    mkdir -p "corpus/$target"
    for module in ../corpus/pyc/*/*.pyc; do
        # Small modules mutate faster; the large ones say nothing more.
        if [ "$(stat -c %s "$module")" -lt 6000 ]; then
            cp -n "$module" "corpus/$target/$(basename "$(dirname "$module")")-$(basename "$module")"
        fi
    done
    if [ -d "../corpus/regressions/$target" ]; then
        cp -n "../corpus/regressions/$target"/* "corpus/$target/"
    fi
done
cd ..
cargo run --quiet -p pyc-properties --example seeds -- fuzz/corpus/{edit,lower,normalize,read,roundtrip,run,versions}
