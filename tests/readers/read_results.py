"""Reads the sample result file with xarray (both engines), h5py and netCDF4 and checks what they see.

Ends with 77 if none of them is installed. See tests/unit/io/sample_results.h for the values.
"""

import importlib
import math
import shutil
import sys
import tempfile

RUN_AXES = ("scenario", "draw", "replication", "region")


def value(scenario, draw, replication, region, i):
    return 1000 * scenario + 100 * draw + 10 * replication + region + i / 32


def check_root(data):
    assert data["contacts"].dims == RUN_AXES + ("period", "discipline"), data["contacts"].dims
    assert data["contacts"].attrs["units"] == "1"
    assert data["contacts"].attrs["long_name"] == "contacts that were served"
    assert data["mean_wait"].dims == RUN_AXES
    assert data["mean_wait"].attrs["units"] == "min"
    assert list(data["scenario"].values) == ["baseline", "guidance"]
    assert list(data["discipline"].values) == ["huisarts", "poh_s", "coördinator"]
    assert list(data["region_name"].values) == ["Twente", "Fryslân"]
    assert "region_name" in data.coords
    assert str(data["period"].values[1])[:10] == "2024-01-08"

    one = data["contacts"].sel(scenario="guidance", region="VR02", discipline="coördinator")
    assert float(one.isel(draw=1, replication=1, period=1)) == value(1, 1, 1, 1, 5)
    assert math.isnan(float(data["contacts"][0, 0, 0, 0, 0, 1]))
    lost = data["mean_wait"].sel(scenario="guidance", region="VR05").isel(draw=0).values
    assert list(lost[:2]) == [value(1, 0, n, 0, 18) for n in (0, 1)] and math.isnan(lost[2]), lost
    assert data["n_replications"].dtype.kind == "i"
    assert data["n_replications"].values.tolist() == [[[3, 3], [3, 3]], [[2, 3], [3, 3]]]
    assert data["finished"].dtype.kind == "i" and int(data["finished"].sum()) == 23
    assert data.attrs["format"] == "draagkracht-results"
    assert data.attrs["complete"] == 0  # a run is missing
    assert list(data["replication"].values) == [1, 2, 3] and list(data["draw"].values) == [1, 2]
    assert data.encoding.get("unlimited_dims") == {"replication"}, data.encoding


def check_xarray(path, engine):
    import xarray

    with xarray.open_dataset(path, engine=engine) as data:
        check_root(data)
    with xarray.open_dataset(path, engine=engine, group="distributions") as data:
        histogram = data["wait_histogram"]
        assert histogram.dims == RUN_AXES + ("discipline", "wait")
        one = histogram.sel(scenario="guidance", region="VR05", discipline="poh_s", wait=2)
        assert float(one.isel(draw=1, replication=2)) == value(1, 1, 2, 0, 6 + 4 + 2)
    with xarray.open_dataset(path, engine=engine, group="provenance") as data:
        assert list(data.attrs) == ["seed", "commit", "compiler", "flags", "table_checksum", "command_line"]
        assert data.attrs["seed"] == "20240101"
        text = data["scenario_text"].sel(scenario="guidance").values
        assert str(text) == 'name = "guidance"\n# wegwijzer: één deur\n'
    with xarray.open_dataset(path, engine=engine, group="provenance/timings") as data:
        assert float(data["seconds"][0, 0, 2, 1]) == 2.5
        assert math.isnan(float(data["seconds"][1, 0, 2, 0]))


def check_h5py(path):
    import h5py

    with h5py.File(path, "r") as file:
        contacts = file["contacts"]
        assert contacts.dtype == "<f8" and contacts.chunks == (1, 1, 1, 1, 2, 3)
        assert contacts.shuffle and contacts.compression == "gzip" and contacts.compression_opts == 4
        assert contacts.maxshape == (2, 2, None, 2, 2, 3)
        assert math.isnan(contacts.fillvalue)
        assert [axis[0].name for axis in contacts.dims][:4] == ["/" + name for name in RUN_AXES]
        assert file["scenario"].asstr()[:].tolist() == ["baseline", "guidance"]
        units = contacts.attrs.get_id("units")
        assert units.shape == () and units.get_type().get_cset() == h5py.h5t.CSET_UTF8
        assert not units.get_type().is_variable_str()
        integers = []
        file.visititems(lambda name, item: integers.append((name, item.dtype)) if hasattr(item, "dtype") else None)
        assert not [name for name, kind in integers if kind.kind in "iu" and kind.itemsize == 8], integers


def check_append(path):
    """netCDF can add to the file: the order of members is kept."""
    import netCDF4

    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(path, folder)
        with netCDF4.Dataset(copy, "a") as file:
            file.setncattr("comment", "added")
            file.createVariable("extra", "f8", ("scenario",))[:] = [1, 2]
            file["contacts"][:, :, 3] = 7
        with netCDF4.Dataset(copy) as file:
            assert file.dimensions["replication"].size == 4
            assert file["contacts"][1, 1, 3, 1, 1, 2] == 7
            assert file["extra"][1] == 2


def main(path):
    checks = [
        ("xarray with netcdf4", ("xarray", "netCDF4"), lambda: check_xarray(path, "netcdf4")),
        ("xarray with h5netcdf", ("xarray", "h5netcdf"), lambda: check_xarray(path, "h5netcdf")),
        ("h5py", ("h5py",), lambda: check_h5py(path)),
        ("netCDF4, appending", ("netCDF4",), lambda: check_append(path)),
    ]
    done = 0
    for name, modules, check in checks:
        try:
            for module in modules:
                importlib.import_module(module)
        except ImportError as error:
            print(f"skipped: no {error.name}")
            continue
        check()
        print(f"{name}: ok")
        done += 1
    return 0 if done else 77


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
