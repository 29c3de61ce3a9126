#!/usr/bin/env bash
# Counts the instructions of one dispatch, which a busy machine does not change.
#
#   webhook-core/benches/callgrind.sh                   the work tree
#   webhook-core/benches/callgrind.sh COMMIT            the work tree against a commit
#   webhook-core/benches/callgrind.sh COMMIT COMMIT     two commits
#
# Both are built with the benches of the work tree. Exits with 1 where a case takes over 1 % more than before.
# valgrind has no SHA extensions: the digest is counted as the portable code is, and the column "over the floor"
# leaves it out.
#
# malloc keeps more freed chunks at hand than it does by default: which chunks the start of a program leaves in its
# slower lists moved a case by 400 instructions.
set -euo pipefail
export GLIBC_TUNABLES=glibc.malloc.tcache_count=60
cd "$(dirname "$0")/../.."
benches=webhook-core/benches

cases=(28B 200B 200B-async 11K-header 11K-first 11K-last 11K-pointer 11K-brief-first 11K-brief-last)
times=50
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"; git worktree prune' EXIT

count() { # binary case what
  local function=counted_$3
  valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect="*$function*" \
    "$1" "$2" "$3" "$times" 2>&1 | awk -v times="$times" '/Collected/ { print int($4 / times) }'
}

build() { # tree name
  local target=${CARGO_TARGET_DIR:-$1/$benches/target}
  (cd "$1/$benches" && cargo build --quiet --release --no-default-features --bin counted --target-dir "$target")
  cp "$target/release/counted" "$scratch/$2"
}

of_commit() { # commit name
  git worktree add --quiet --detach "$scratch/tree-$2" "$1"
  rm -rf "$scratch/tree-$2/$benches"
  mkdir "$scratch/tree-$2/$benches"
  git ls-files -z --cached --others --exclude-standard "$benches" | xargs -0 cp --parents -t "$scratch/tree-$2"
  build "$scratch/tree-$2" "$2"
}

if (($# >= 1)); then of_commit "$1" before; fi
if (($# >= 2)); then of_commit "$2" after; else build "$PWD" after; fi

worse=0
printf '| case | instructions | over the floor | by hand over it |%s\n' "$(if (($#)); then echo ' before | change |'; fi)"
printf '| --- | ---: | ---: | ---: |%s\n' "$(if (($#)); then echo ' ---: | ---: |'; fi)"
for case in "${cases[@]}"; do
  after=$(count "$scratch/after" "$case" dispatch)
  floor=$(count "$scratch/after" "$case" floor)
  hand=$(count "$scratch/after" "$case" hand)
  printf '| %s | %s | %s | %s |' "$case" "$after" $((after - floor)) $((hand - floor))
  if (($#)); then
    before=$(count "$scratch/before" "$case" dispatch)
    awk -v a="$after" -v b="$before" 'BEGIN { printf " %s | %+.2f %% |", b, (a / b - 1) * 100 }'
    if ((after * 100 > before * 101)); then worse=1; fi
  fi
  printf '\n'
done
exit $worse
