# Sourced by .ci/run and .ci/nightly at the root of the repository. Whatever happens, the last line of the output is
# "N passed, N failed": jest's totals, and one failure more where something that is not a jest test failed (the installation,
# lint, formatting, types, the build, the check of the package). The table above it has the minutes of each part.
set -euo pipefail

export CI=true
# Filled by .ci/jest-totals.js, a reporter in jest.config.ts: a line "passed failed" for each run of jest.
TEST_TOTALS_FILE=$(mktemp)
export TEST_TOTALS_FILE

# Two entries for each part that was begun: its minutes, and its command.
took=()
running=
began=$SECONDS
over() {
  if [ -z "$running" ]; then return; fi
  local tenths=$(((SECONDS - began + 3) / 6))
  took+=("$((tenths / 10)).$((tenths % 10))" "$running")
  running=
}

report() {
  local status=$? passed=0 failed=0 run_passed run_failed
  over
  while read -r run_passed run_failed; do
    passed=$((passed + run_passed))
    failed=$((failed + run_failed))
  done <"$TEST_TOTALS_FILE"
  rm -f "$TEST_TOTALS_FILE"
  if ((status != 0 && failed == 0)); then failed=1; fi
  # A command that hides the failure of its tests must not turn CI green.
  if ((status == 0 && failed > 0)); then status=1; fi
  if ((${#took[@]} > 0)); then printf '%8s  %s\n' minutes part "${took[@]}"; fi
  echo "$passed passed, $failed failed"
  exit "$status"
}
trap report EXIT
# An interrupted run reports as well; without these, bash would not know that it failed.
trap 'exit 130' INT
trap 'exit 143' TERM

# Nothing here may wait for an answer.
exec </dev/null

# What npm cannot bring. Where it is missing, Debian's package manager brings it.
missing=()
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3 python3-venv)
[ -x /usr/bin/chromium ] || missing+=(chromium)
[ -x /usr/bin/firefox-esr ] || missing+=(firefox-esr)
[ -x /usr/bin/WebKitWebDriver ] || missing+=(webkit2gtk-driver)
[ -x /usr/bin/Xvfb ] || missing+=(xvfb)
if ((${#missing[@]} > 0)); then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

# All parts of .ci/run together have 25 minutes on two cores.
part() {
  began=$SECONDS running="$*"
  "$@"
  over
}
