# Shared by the scripts that build: what they install and how they build. Sourced, not run.
# shellcheck shell=bash

# install_packages GROUP...: installs what is missing of the groups named, or prints the line that does and exits 1.
install_packages() {
  local wanted=() missing=() as_root=() group name
  while read -r group name; do
    case " $* " in *" $group "*) wanted+=("$name") ;; esac
  done < <(grep -v '^#' scripts/packages)
  for name in "${wanted[@]}"; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local install=(apt-get install --no-install-recommends "${missing[@]}")
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "su - -c 'apt-get update && ${install[*]}'" >&2
      exit 1
    elif ! sudo -n true 2>/dev/null; then
      echo "sudo apt-get update && sudo ${install[*]}" >&2
      exit 1
    fi
    as_root=(sudo -n)
  fi
  echo "Installing ${#missing[@]} Debian packages: ${missing[*]}" >&2
  # A source of packages that does not answer is no obstacle as long as the others have what is missing.
  "${as_root[@]}" apt-get update -qq >/dev/null || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes "${install[@]}" -qq -y >/dev/null || exit 1
}

# configure ON|OFF: prepares the release preset, with the tests (ON: which needs their packages) or as it is (OFF:
# without tests if nothing was prepared before). With the tests warnings are errors. Quiet unless something is wrong.
configure() {
  local folder=build/release
  if [ -f "$folder/build.ninja" ]; then
    [ "$1" = OFF ] && return 0
    grep -q '^DRAAGKRACHT_TESTS:BOOL=ON$' "$folder/CMakeCache.txt" && return 0
  fi
  run_cmake release -DDRAAGKRACHT_TESTS="$1" -DDRAAGKRACHT_WERROR="$1"
}

# prepare PRESET: the same for a preset without choices.
prepare() {
  [ -f "build/$1/build.ninja" ] || run_cmake "$1"
}

# run_cmake PRESET [OPTION...]: quiet unless something is wrong.
run_cmake() {
  local log
  log=$(mktemp)
  echo "Configuring build/$1" >&2
  cmake --preset "$@" >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; exit 1; }
  rm -f "$log"
}

# build TARGET...: builds what configure has prepared (in the folder build_folder, if that is set); quiet unless
# something is built or wrong.
build() {
  local folder=${build_folder:-build/release} log
  log=$(mktemp)
  if ! ninja -C "$folder" "$@" 2>&1 | tee "$log" | show_progress "$*"; then
    grep -vE '^\[[0-9]+/[0-9]+\]' "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

# show_progress NAME: reads what ninja prints and says how far it is: in one line on a terminal, else every 30 seconds.
show_progress() {
  local line said=""
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ (Building|Linking) ]] || continue
    if [ -z "$said" ]; then
      echo "Building $1 (from nothing it takes some minutes)" >&2
      said=$SECONDS
    fi
    if [ -t 2 ]; then
      printf '\r%s of %s steps' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" >&2
    elif [ $((SECONDS - said)) -ge 30 ]; then
      echo "${BASH_REMATCH[1]} of ${BASH_REMATCH[2]} steps" >&2
      said=$SECONDS
    fi
  done
  if [ -n "$said" ] && [ -t 2 ]; then echo >&2; fi
}
