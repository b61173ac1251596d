#!/usr/bin/env bash
# Passes every test. Needs Rust and a C compiler, and for the HTML report a Chromium to open it in: where there is none it is
# installed by apt-get, which takes root and Debian or Ubuntu. Without that everything else is tested, and what was skipped
# is said; with CI set that is a failure. The same holds for Slurm, on which parts of runs are tested, and for valgrind, which
# counts the instructions of some runs: more than expected is a failure.
set -euo pipefail
cd "$(dirname "$0")"

has_browser() {
  [[ -n "${OVERHEARD_BROWSER:-}" ]] && return
  local name
  for name in chromium chromium-browser google-chrome chrome; do
    command -v "$name" >/dev/null && return
  done
  return 1
}

install_browser() {
  [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null || return 1
  echo "test.sh: installing Chromium, to open the HTML report in" >&2
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >&2
}

cargo test --locked --quiet
# Installed is not there: Ubuntu's package of that name only points to another way to install it.
if has_browser || { install_browser && has_browser; }; then
  cargo test --locked --quiet --test suite -- --ignored browser
else
  echo "test.sh: SKIPPED: opening the HTML report in a browser. There is no Chromium, and it cannot be installed: that" >&2
  echo "test.sh: takes root and apt-get. Install Chromium, or name a browser: OVERHEARD_BROWSER=/path/to/it ./test.sh" >&2
  [[ -z "${CI:-}" ]] || exit 1
fi

install_slurm() {
  [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null || return 1
  echo "test.sh: installing Slurm, to run jobs on" >&2
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    slurmctld slurmd slurm-client munge slurm-wlm-basic-plugins >&2
}

has_slurm() {
  local name
  for name in slurmctld slurmd munged sbatch; do
    command -v "$name" >/dev/null || return 1
  done
}

if has_slurm || { install_slurm && has_slurm; }; then
  cargo test --locked --quiet --test suite -- --ignored slurm
else
  echo "test.sh: SKIPPED: the tests of slurm. There is no Slurm, and it cannot be installed: that takes root and Debian" >&2
  [[ -z "${CI:-}" ]] || exit 1
fi

install_valgrind() {
  [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null || return 1
  echo "test.sh: installing valgrind, to count instructions" >&2
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends valgrind >&2
}

if command -v valgrind >/dev/null || { install_valgrind && command -v valgrind >/dev/null; }; then
  cargo test --locked --quiet --test suite -- --ignored --nocapture instructions
else
  echo "test.sh: SKIPPED: counting instructions. There is no valgrind, and it cannot be installed: that takes root and Debian" >&2
  [[ -z "${CI:-}" ]] || exit 1
fi
