#!/bin/sh
# read_results.sh python|ncdump|r FILE [--update]: reads the sample result file with that program and checks what it
# sees. Ends with 77 if the program is not there. --update rewrites the expected header of ncdump.
set -eu
here=$(dirname "$0")
reader=$1
file=$2

skip() {
  echo "skipped: no $1"
  exit 77
}

case $reader in
python)
  # Debian's packages are seen by Debian's Python only, whichever comes first on the path.
  [ -x /usr/bin/python3 ] || skip "/usr/bin/python3"
  exec /usr/bin/python3 "$here/read_results.py" "$file"
  ;;
ncdump)
  command -v ncdump >/dev/null || skip ncdump
  if [ "${3:-}" = --update ]; then
    ncdump -h -n sample "$file" >"$here/results_header.cdl"
  else
    ncdump -h -n sample "$file" | diff -u "$here/results_header.cdl" -
  fi
  ;;
r)
  command -v Rscript >/dev/null || skip R
  Rscript -e 'quit(status = !requireNamespace("ncdf4", quietly = TRUE))' || skip "R package ncdf4"
  exec Rscript "$here/read_results.R" "$file"
  ;;
*)
  echo "unknown reader: $reader" >&2
  exit 2
  ;;
esac
