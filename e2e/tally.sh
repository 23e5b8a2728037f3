# Sourced by the suites: one line for each check, and the count of both kinds at the end.
passed=0 failed=0 skipped=0
pass() { passed=$((passed + 1)); printf '  ok       %-26s %s\n' "$1" "${2:-}"; }
fail() { failed=$((failed + 1)); printf '  FAILED   %-26s %s\n' "$1" "${2:-}"; }
skip() { skipped=$((skipped + 1)); printf '  skipped  %-26s %s\n' "$1" "${2:-}"; }
# a suite that checked nothing has not passed
tally() {
  echo "$passed passed, $failed failed$( ((skipped == 0)) || echo ", $skipped skipped")"
  ((failed == 0 && passed > 0))
}
