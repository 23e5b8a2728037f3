# Sourced by whatever checks something. A script prints one line for each check and closes with `tally`: "N passed, N failed". A script of
# scripts calls each by `suite`, which adds up their closing lines and keeps them off the output, so that there is only one at the end.
passed=0 failed=0 skipped=0
pass() { passed=$((passed + 1)); printf '  ok       %-26s %s\n' "$1" "${2:-}"; }
fail() { failed=$((failed + 1)); printf '  FAILED   %-26s %s\n' "$1" "${2:-}"; }
skip() { skipped=$((skipped + 1)); printf '  skipped  %-26s %s\n' "$1" "${2:-}"; }

closing='^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$'

# suite NAME COMMAND…: one that passed nothing or left without its closing line has failed
suite() {
  local name=$1 log counts statuses=(0) status; shift
  log=$(mktemp)
  echo "$name"
  "$@" 2>&1 | tee "$log" | grep -vE --line-buffered "$closing" || statuses=("${PIPESTATUS[@]}")
  status=${statuses[0]}
  read -ra counts <<<"$(tail -1 "$log" | sed -nE "s/$closing/\1 \2 \4/p")"
  rm "$log"
  if [[ ${#counts[@]} == 0 ]]; then fail "$name" "ended with exit code $status before it was done"; return; fi
  if ((counts[0] + ${counts[2]:-0} == 0)); then fail "$name" 'no check was run'; return; fi
  if ((status != 0 && counts[1] == 0)); then fail "$name" "exit code $status"; fi
  passed=$((passed + counts[0])) failed=$((failed + counts[1])) skipped=$((skipped + ${counts[2]:-0}))
}

tally() {
  echo "$passed passed, $failed failed$( ((skipped == 0)) || echo ", $skipped skipped")"
  ((failed == 0 && passed + skipped > 0))
}
