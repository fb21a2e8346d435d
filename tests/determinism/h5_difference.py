#!/usr/bin/python3
"""Where two result files differ, bit for bit: data, types, shapes, attributes and fill values, outside /provenance.

  h5_difference.py A B     prints the first differences and exits 1, or 0 if there are none

Needs h5py. Chunks, creation order and compression are not looked at: they are no results.
"""
import sys

import h5py
import numpy

LEFT_OUT = "provenance"


def same(a, b):
    """Whether two values are equal bit for bit; NaN equals the same NaN."""
    a, b = numpy.asarray(a), numpy.asarray(b)
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype.hasobject:
        return a.tolist() == b.tolist()
    return a.tobytes() == b.tobytes()


def attributes(item):
    """Attributes by name, and what else belongs to an item beside its values."""
    found = {}
    for name in item.attrs:
        if name in ("DIMENSION_LIST", "REFERENCE_LIST"):
            continue  # addresses in this file; which dimensions a variable has is compared by name below
        found[name] = item.attrs[name]
    if isinstance(item, h5py.Dataset):
        found["(dimensions)"] = str([[scale.name for scale in axis.values()] for axis in item.dims])
        if not item.dtype.hasobject:  # h5py crashes on the fill value of texts
            found["(fill value)"] = item.fillvalue
    return found


def items(file):
    """All groups and datasets by path, but those left out."""
    found = {"/": file}
    file.visititems(lambda name, item: found.update({name: item}))
    return {name: item for name, item in found.items() if name.split("/")[0] != LEFT_OUT}


def differences(first, second):
    """Lines that say where the files differ."""
    found = []
    with h5py.File(first, "r") as a, h5py.File(second, "r") as b:
        mine, other = items(a), items(b)
        for name in sorted(mine.keys() ^ other.keys()):
            found.append(f"{name}: in one file only")
        for name in sorted(mine.keys() & other.keys()):
            x, y = attributes(mine[name]), attributes(other[name])
            for key in sorted(x.keys() ^ y.keys()):
                found.append(f"{name}@{key}: in one file only")
            found += [f"{name}@{key}: {x[key]!r} and {y[key]!r}" for key in sorted(x.keys() & y.keys())
                      if not same(x[key], y[key])]
            if isinstance(mine[name], h5py.Dataset) and not same(mine[name][()], other[name][()]):
                found.append(f"{name}: other values")
    return found


if __name__ == "__main__":
    lines = differences(sys.argv[1], sys.argv[2])
    print("\n".join(lines[:20]))
    sys.exit(1 if lines else 0)
