#!/usr/bin/python3
"""Regions of one's own and figures of a region: the same people, the same bits where nothing differs.

  own_regions.py PROGRAM

Small runs of the Dutch model: a few municipalities, two weeks, a part of the people. Each comparison has a twin that
must find a difference.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import h5py

from program_runs import PROGRAM, ROOT, differences, run, run_values

BASELINE = str(ROOT / "scenarios" / "baseline.toml")
EXAMPLES = ROOT / "scenarios" / "examples"
SMALL = ["--replications", "1", "--weeks", "2", "--inhabitants-share", "0.05", "--threads", "2"]
FOUR = "GM0141+GM0147+GM0153+GM0164"
REMARK = "landelijke personele bezetting: verschillen komen door leeftijd"


def program(folder, *words):
    return subprocess.run([PROGRAM, *map(str, words)], cwd=folder, check=True, capture_output=True, text=True).stdout


def of_region(file, region):
    """All values of one region by variable, as bytes."""
    with h5py.File(file, "r") as results:
        at = [name.decode() for name in results["region"][()]].index(region)
        return {name: item[:, :, :, at].tobytes() for name, item in results.items()
                if isinstance(item, h5py.Dataset) and item.ndim >= 4 and not name.startswith("finished")}


def staffing_file(path, change=None):
    """The national staffing; `change`: another number of hours of the GP."""
    text = (ROOT / "data/care/staffing.csv").read_text(encoding="utf-8")
    if change:
        assert text.count("huisarts,6.7,267,") == 1
        text = text.replace("huisarts,6.7,267,", f"huisarts,6.7,{change},")
    path.write_text(text, encoding="utf-8")


def scenario(folder, name, lines):
    path = folder / f"{name}.toml"
    path.write_text(f'extends = "{BASELINE}"\nname = "baseline"\n{lines}', encoding="utf-8")
    return str(path)


def main():
    failed = []

    def expect(what, holds):
        print(("ok      " if holds else "FAILED  ") + what)
        if not holds:
            failed.append(what)

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        # Four municipalities in one command.
        four = run(folder, "four", [BASELINE], "--regions", "Enschede,Hengelo,Almelo,Borne", *SMALL)
        with h5py.File(four, "r") as results:
            expect("four municipalities are one region", [r.decode() for r in results["region"][()]] == [FOUR])
            expect("which has their names", [r.decode() for r in results["region_name"][()]] ==
                   ["Almelo, Borne, Enschede, Hengelo (O.)"])
        other = run(folder, "other", [BASELINE], "--regions", "GM0147, Almelo,Hengelo (O.),Enschede", *SMALL)
        expect("the same in another order, by names or codes", not differences(four, other))
        example = run(folder, "example", [str(EXAMPLES / "four_municipalities.toml")], *SMALL)
        expect("and where a scenario names them", of_region(four, FOUR) == of_region(example, FOUR))
        three = run(folder, "three", [BASELINE], "--regions", "Enschede,Hengelo,Almelo", *SMALL)
        expect("three of them have other bits", of_region(four, FOUR) != of_region(three, "GM0141+GM0153+GM0164"))

        # A region that is the same as a national one has its people; what is drawn for places depends on the code.
        table = folder / "regions.csv"
        with open(ROOT / "data/population/wijken_2021.csv", encoding="utf-8") as wijken:
            of_twente = sorted({line.split(",")[1] for line in wijken if ",VR05," in line})
        table.write_text("region,municipality\n" + "".join(f"mine,{code}\n" for code in of_twente), encoding="utf-8")
        own = scenario(folder, "own", f'population.own_regions = "own"\ntable.own.file = "{table}"\n')
        both = run(folder, "both", [own], "--regions", "VR05,mine", *SMALL)
        with h5py.File(both, "r") as results:
            for what in ("inhabitants", "inhabitants_by_age_band", "pool_on_duty_hours"):
                if what not in results:
                    continue
                values = results[what][()]
                same = (values[:, :, :, 0] == values[:, :, :, 1]).all()
                if what != "pool_on_duty_hours":
                    expect(f"a region of the municipalities of VR05 has its {what}", same)
        twente = run(folder, "twente", [BASELINE], "--regions", "VR05", *SMALL)
        expect("VR05 beside it has the bits that it has alone", of_region(both, "VR05") == of_region(twente, "VR05"))

        # In shards, and after a kill.
        asked = "VR05,mine,x=Enschede+Hengelo,Almelo"
        one = run(folder, "one", [own], "--regions", asked, *SMALL)
        program(folder, "plan", own, "--regions", asked, *SMALL[:-2], "-o", "plan", "--shards", "3")
        program(folder, "resume", "plan")
        program(folder, "merge", "plan", "-o", "merged.h5")
        expect("merged shards have the bits of one run", not differences(one, folder / "merged.h5"))

        # Own figures of one of two regions.
        staffing_file(folder / "as_all.csv")
        staffing_file(folder / "own.csv", "240")
        staffing = "region.VR05.table.staffing.file = "
        as_all = run(folder, "as_all", [scenario(folder, "as_all", staffing + '"as_all.csv"\n')], "--regions",
                     "VR05,VR25", *SMALL)
        nobody = run(folder, "nobody", [BASELINE], "--regions", "VR05,VR25", *SMALL)
        fewer = run(folder, "fewer", [scenario(folder, "fewer", staffing + '"own.csv"\n')], "--regions", "VR05,VR25",
                    *SMALL)
        expect("own staff equal to that of everyone gives the same bits", not differences(as_all, nobody))
        expect("other staff gives others", of_region(fewer, "VR05") != of_region(nobody, "VR05"))
        expect("and leaves the other region as it is", of_region(fewer, "VR25") == of_region(nobody, "VR25"))
        with h5py.File(fewer, "r") as results, h5py.File(nobody, "r") as before:
            pool = [name.decode() for name in results["pool"][()]].index("huisarts")
            hours = [file["pool_on_duty_hours"][0, 0, 0, 0, pool] for file in (results, before)]
            expect(f"GPs of the region work 240 / 267 of the hours: {hours[0] / hours[1]:.4f}",
                   abs(hours[0] / hours[1] / (240 / 267) - 1) < 0.01)
        text = program(folder, "check", "fewer.toml", "--regions", "VR05,VR25", "--inhabitants-share", "0.05")
        expect("check lists what is a region's own", "Own figures of regions" in text and "own.csv" in text)
        expect("and who has none", "Flevoland (VR25): national staff per head: differences come from age." in text)
        by_code = json.loads(program(folder, "check", "fewer.toml", "--regions", "VR05,VR25", "--inhabitants-share",
                                     "0.05", "--json"))["own_figures"]
        expect("also for programs", [(row["region"], row["table"], row["staff"]) for row in by_code] ==
               [("VR05", "staffing", True)])

        # The same figures in a folder called by the region's code, beside the table of regions.
        zones = folder / "zones"
        (zones / "VR05").mkdir(parents=True)
        (zones / "regions.csv").write_bytes((ROOT / "data/regions/regions.csv").read_bytes())
        staffing_file(zones / "VR05" / "staffing.csv", "240")
        table = 'table.regions.file = "zones/regions.csv"\n'
        found = run(folder, "found", [scenario(folder, "found", table)], "--regions", "VR05,VR25", *SMALL)
        expect("a region's own folder has the bits of the tables named one by one", not differences(found, fewer))
        elsewhere = run(str(zones / "VR05"), "../../elsewhere", [str(folder / "found.toml")], "--regions", "VR05,VR25",
                        *SMALL)
        expect("wherever the program is started", not differences(found, elsewhere))
        named = run(folder, "named", [scenario(folder, "named", table + staffing + '"as_all.csv"\n')], "--regions",
                    "VR05,VR25", *SMALL)
        expect("a scenario's own words go before the folder", not differences(named, nobody))
        one_row = (zones / "VR05" / "staffing.csv").read_text(encoding="utf-8").splitlines()
        (zones / "VR05" / "staffing.csv").write_text("\n".join(
            line for line in one_row if line.startswith(("discipline,", "huisarts,"))) + "\n", encoding="utf-8")
        some = run(folder, "some", [scenario(folder, "some", table + 'region.VR05.table.staffing.rows = "some"\n')],
                   "--regions", "VR05,VR25", *SMALL)
        expect("and may say that the other rows are those of everyone", not differences(some, fewer))
        text = program(folder, "check", "some.toml", "--regions", "VR05,VR25", "--inhabitants-share", "0.05")
        expect("check lists the folder's file", "zones/VR05/staffing.csv" in text)
        program(folder, "plan", "some.toml", "--regions", "VR05,VR25", *SMALL[:-2], "-o", "plan_found", "--shards", "2")
        program(folder, "resume", "plan_found")
        program(folder, "merge", "plan_found", "-o", "merged_found.h5")
        expect("merged shards have the folder's figures", not differences(fewer, folder / "merged_found.h5"))

        # In shards, and for scenarios that go on from each other.
        program(folder, "plan", "fewer.toml", "--regions", "VR05,VR25", *SMALL[:-2], "-o", "plan_own", "--shards", "2")
        program(folder, "resume", "plan_own")
        program(folder, "merge", "plan_own", "-o", "merged_own.h5")
        expect("merged shards have the own figures", not differences(fewer, folder / "merged_own.h5"))
        later = folder / "later.toml"
        later.write_text('extends = "fewer.toml"\nname = "later"\n[lever.l]\nparameter = "demand_factor"\n'
                         'operation = "multiply"\nvalue = 0.8\nfrom = 2024-01-08\n', encoding="utf-8")
        together = run(folder, "together", [str(folder / "fewer.toml"), str(later)], "--regions", "VR05,VR25", *SMALL)
        alone = run(folder, "alone", [str(later)], "--regions", "VR05,VR25", *SMALL)
        expect("a scenario that goes on from another has the bits that it has alone, own figures or not",
               run_values(together, "later") == run_values(alone, "later"))
        expect("and other bits than that one", run_values(together, "later") != run_values(together, "baseline"))

        # Tables that show several regions say whose staff is that of the country.
        for file, named in ((nobody, "Alle regio's: " + REMARK), (fewer, "Flevoland (VR25): " + REMARK)):
            expect(f"goals: {named}", named in program(folder, "goals", file))
            expect(f"validate: {named}", named in program(folder, "validate", file))
            for words in (("goals", file), ("validate", file), ("compare", together)):
                said = " ".join(json.loads(program(folder, *words, "--json"))["remarks"])
                expect(f"also for programs: {words[0]}", REMARK in said)
        expect("one region alone says nothing of it", REMARK not in program(folder, "goals", twente))

        # The example: regions of a table, one with staff of its own.
        example = run(folder, "own_regions", [str(EXAMPLES / "own_regions/own_regions.toml")], "--regions", "all",
                      *SMALL)
        with h5py.File(example, "r") as results:
            expect("all are the regions of the own table", [r.decode() for r in results["region"][()]] ==
                   ["voorbeeld_stad", "voorbeeld_land"])
            expect("the file knows whose figures are whose", "voorbeeld_stad" in
                   str(results["provenance"].attrs.get("own_figures", "")))
        # A lever for a region of one's own, by code or name.
        for region in ("voorbeeld_stad", "Voorbeeld stad"):
            path = folder / "lever.toml"
            path.write_text(f'extends = "{EXAMPLES / "own_regions/own_regions.toml"}"\n[lever.more]\n'
                            'parameter = "staff_hours"\noperation = "multiply"\nvalue = 1.2\n'
                            f'where = {{ region = "{region}", discipline = "huisarts" }}\n', encoding="utf-8")
            reached = json.loads(program(folder, "check", path, "--json"))["levers"]
            expect(f"a lever for {region} is heard there alone", [(row["region"], row["changes_nothing"])
                   for row in reached] == [("voorbeeld_stad", False), ("voorbeeld_land", True)])

        # A list of the practices of one of the two regions.
        practices = run(folder, "own_practices", [str(EXAMPLES / "own_regions/own_practices.toml")], *SMALL)
        expect("a list of practices leaves the other region as it is",
               of_region(practices, "voorbeeld_stad") == of_region(example, "voorbeeld_stad"))
        with h5py.File(practices, "r") as results:
            scope = [name.decode() for name in results["scope"][()]].index("practice")
            n = results["places"][0, 0, 0, 1, scope]
            expect(f"there are as many as the list has: {n:g}", n == 19)
        text = program(folder, "check", EXAMPLES / "own_regions/own_practices.toml")
        expect("check lists them", "own_practices        19  19" in text and "national staff" not in text)

        # The same list, in the region's own folder beside the own table.
        own = folder / "own_folder"
        (own / "voorbeeld_land").mkdir(parents=True)
        for name, copy in (("regions.csv", "regions.csv"), ("own_regions.toml", "own_regions.toml"),
                           ("staffing_voorbeeld_stad.csv", "staffing_voorbeeld_stad.csv"),
                           ("practices_voorbeeld_land.csv", "voorbeeld_land/practice_list.csv")):
            text = (EXAMPLES / "own_regions" / name).read_text(encoding="utf-8")
            (own / copy).write_text(text.replace("../../baseline.toml", BASELINE), encoding="utf-8")
        listed = run(folder, "listed", [str(own / "own_regions.toml")], *SMALL)
        for region in ("voorbeeld_stad", "voorbeeld_land"):
            expect(f"a list in the region's folder gives {region} the bits of one that a scenario names",
                   of_region(listed, region) == of_region(practices, region))
        expect("and other bits than without it", of_region(listed, "voorbeeld_land") !=
               of_region(example, "voorbeeld_land"))
        rows = json.loads(program(folder, "check", own / "own_regions.toml", "--json"))["own_figures"]
        expect("check lists it once, as staff of the region",
               [(row["region"], row["own_rows"], row["rows"], row["staff"]) for row in rows
                if row["table"] == "practice_list"] == [("voorbeeld_land", 19, 19, True)])

        # Posts of one of the two regions.
        (folder / "posts.csv").write_text("place,municipality\neast,Losser\n" + "".join(
            f"{'east' if code in ('GM0153', 'GM0158') else 'west'},{code}\n" for code in of_twente
            if code != "GM0168"), encoding="utf-8")
        posts = run(folder, "posts", [scenario(folder, "posts", 'scope.post.places = "posts"\n'
                                               'table.posts.file = "posts.csv"\n')], "--regions", "VR05,VR25", *SMALL)
        with h5py.File(posts, "r") as results:
            scope = [name.decode() for name in results["scope"][()]].index("post")
            expect("a region has the posts of a table", results["places"][0, 0, 0, 0, scope] == 2)
        expect("a region that no row names has the posts that it had",
               of_region(posts, "VR25") == of_region(nobody, "VR25"))
        (zones / "VR05" / "staffing.csv").unlink()
        (zones / "VR05" / "post_list.csv").write_bytes((folder / "posts.csv").read_bytes())
        found = run(folder, "found_posts", [scenario(folder, "found_posts", table)], "--regions", "VR05,VR25", *SMALL)
        expect("posts in the region's folder give the same bits", not differences(found, posts))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
