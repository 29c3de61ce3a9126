#!/usr/bin/env bash
# Counts the instructions of a verification of 1 KiB under each preset, and of the bare MAC or signature over the same
# message, and prints both with their quotient. A busy machine does not change the counts.
#
#   webhook-core/benches/verification.sh             every preset
#   webhook-core/benches/verification.sh PRESET ..   some
#
# valgrind has no SHA extensions: digests are counted as the portable code is. The column "more" leaves them out.
# Exits with 1 where a preset whose message is text, header fields and the body takes over 1.10 times the bare one (`plain` in the last
# column). The others read the body, the URL or a form to find out what is signed, or compare a token, which is no MAC.
set -euo pipefail
cd "$(dirname "$0")"

times=20
cargo build --quiet --release -p webhook-verification
binary=${CARGO_TARGET_DIR:-target}/release/webhook-verification

count() { # preset what
  valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect="*counted_$2*" "$binary" "$1" "$2" "$times" 2>&1 |
    awk -v times="$times" '/Collected/ { print int($4 / times) }'
}

worse=0
echo '| preset | body, bytes | message, bytes | bare | ours | ratio | more | signs |'
echo '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |'
while read -r preset body message signs; do
  if (($#)) && [[ " $* " != *" $preset "* ]]; then continue; fi
  bare=$(count "$preset" bare)
  ours=$(count "$preset" verify)
  printf '| %s | %s | %s | %s | %s | %s | %s | %s |\n' "$preset" "$body" "$message" "$bare" "$ours" \
    "$(awk -v a="$ours" -v b="$bare" 'BEGIN { printf "%.3f", a / b }')" $((ours - bare)) "$signs"
  if [[ $signs == plain ]] && ((ours * 100 > bare * 110)); then worse=1; fi
done < <("$binary" list)
exit $worse
