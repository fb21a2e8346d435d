# Shared by scripts/run and scripts/test: what they install and how they build. Sourced, not run.
# shellcheck shell=bash

# install_packages run [test]: installs what is missing of the groups named, or says how and exits 1.
install_packages() {
  local wanted=() missing=() group name
  while read -r group name; do
    case " $* " in *" $group "*) wanted+=("$name") ;; esac
  done < <(grep -v '^#' scripts/packages)
  for name in "${wanted[@]}"; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root=(sudo -n)
    else
      echo "Some Debian packages are missing. Install them with:" >&2
      echo "  sudo apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
  fi
  echo "Installing ${#missing[@]} Debian packages: ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -qq >/dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
}

# configure ON|OFF: prepares the release preset, with the tests (ON: which needs their packages) or as it is (OFF:
# without tests if nothing was prepared before). Quiet unless something is wrong.
configure() {
  local folder=build/release log
  if [ -f "$folder/build.ninja" ]; then
    [ "$1" = OFF ] && return 0
    grep -q '^DRAAGKRACHT_TESTS:BOOL=ON$' "$folder/CMakeCache.txt" && return 0
  fi
  log=$(mktemp)
  echo "Configuring $folder" >&2
  cmake --preset release -DDRAAGKRACHT_TESTS="$1" >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; exit 1; }
  rm -f "$log"
}

# build TARGET...: builds what configure has prepared; quiet unless something is built or wrong.
build() {
  local folder=build/release log
  log=$(mktemp)
  if ! ninja -C "$folder" -n "$@" 2>/dev/null | grep -q 'no work to do'; then
    echo "Building $*" >&2
  fi
  if ! ninja -C "$folder" "$@" >"$log" 2>&1; then
    grep -vE '^\[[0-9]+/[0-9]+\]' "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}
