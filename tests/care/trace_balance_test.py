#!/usr/bin/python3
"""What a trace tells of each request, added up pool by pool, is what the run counted, to the millisecond.

  trace_balance_test.py PROGRAM

For the care model and for a small one with all that keeps servers (every_hold.toml). The trace knows who had a server
from when to when; the counters of the run know hours. A hold that is not given back, an interruption that is forgotten
or a place in a queue that is counted twice makes the two differ: each is left out of the trace once, and must be found.
"""
import collections
import csv
import pathlib
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "determinism"))
from program_runs import h5py, run  # noqa: E402: the folder of the other tests

HERE = pathlib.Path(__file__).resolve().parent
CARE = f"""extends = "{ROOT / 'scenarios' / 'baseline'}"
name = "care"
run = {{start = 2024-01-06, warm_up = "1 week", horizon = "2 weeks", replications = 1}}
"""
SHARE = ("--regions", "VR05", "--inhabitants-share", "0.03")
# A task of several pools joins the queue of each, and the trace tells the first.
QUEUES = {"stay.admit": ("bed", "nurse"), "test.sample": ("lab", "hospital")}
ACCOUNTED = {"care.paper": ("office", 5 * 60_000)}  # step -> pool and ms of its work
# Of these somebody holds a server beyond the step at which it was seized.
HELD_IN_CARE = {"triagist", "triagist_coordinatie", "hap_huisarts", "visiteauto", "ambulance", "seh_plek"}
HELD = {"triagist", "coordination", "car", "doctor", "bed", "ward"}
INTERRUPTED = {"triagist", "coordination", "car", "doctor", "helper"}

Record = collections.namedtuple("Record", "at request step event pool place busy waiting")


def read_trace(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        column = {name: at for at, name in enumerate(next(rows))}
        at = [column[name] for name in ("request", "step", "event", "pool", "place", "busy", "waiting")]
        return [Record(round(float(row[0]) * 1000), *(row[i] for i in at)) for row in rows]


class Account:
    """The records of one run, person by person. Times in ms since counting began, which ends at `end`.

    `waits`: step -> the wait measure that it names.
    """

    def __init__(self, records, end, waits):
        self.end, self.waits = end, waits
        self.busy, self.queued = collections.Counter(), collections.Counter()  # ms by pool
        self.came, self.ended, self.left = (collections.Counter() for _ in range(3))  # visits by pool
        self.held, self.interrupted = collections.Counter(), collections.Counter()  # times by pool
        self.started, self.gave_up = collections.Counter(), collections.Counter()  # by measure, since counting began
        self.steps, self.exits = collections.Counter(), collections.Counter()  # by step, since counting began
        self.entered, self.gone = 0, 0
        self.wrong = []
        self.serving = collections.defaultdict(list)  # (request, pool, place) -> (since, step)
        self.waiting = {}  # the same -> (since, was it interrupted)
        self.at_work, self.in_queue = collections.Counter(), collections.Counter()  # by (pool, place)
        without_patient = {r.request for r in records if r.event in ("starts", "joins") and not r.step}
        for record in records:
            if record.pool:
                self.take(record)
            elif record.event == "enters":
                self.entered += record.request not in without_patient
            elif record.event == "leaves":
                self.gone += 1
                self.exits[record.step] += record.at >= 0
            else:
                self.steps[record.step] += record.at >= 0
        self.waiting_at_end, self.served_at_end = collections.Counter(), collections.Counter()
        for (_, pool, _), (since, _) in self.waiting.items():
            self.queued[pool] += self.counted(since, end)
            self.waiting_at_end[pool] += 1
        for (_, pool, _), services in self.serving.items():
            self.busy[pool] += sum(self.counted(since, end) for since, _ in services)
            self.served_at_end[pool] += len(services)

    def counted(self, since, until):
        return max(0, min(until, self.end) - max(since, 0))

    def take(self, record):
        pools = QUEUES.get(record.step, (record.pool,))
        if record.event == "joins":
            for pool in pools:
                self.stands(record, pool, False)
                self.came[pool] += 1
        elif record.event == "quits":
            for pool in pools:
                self.goes_from_queue(record, pool)
                self.left[pool] += 1
            self.gave_up[self.waits.get(record.step)] += record.at >= 0
        elif record.event == "starts":
            self.starts(record, pools)
        else:
            self.stops(record)
        # Whoever was interrupted stands in the queue again behind that record.
        if record.event == "interrupted":
            self.check(record)
            self.stands(record, record.pool, True)
            self.interrupted[record.pool] += 1
        elif len(pools) == 1:
            self.check(record)

    def check(self, record):
        place = record.pool, record.place
        if (self.at_work[place], self.in_queue[place]) != (int(record.busy), int(record.waiting)):
            self.wrong.append(f"{record}: {self.at_work[place]} at work, {self.in_queue[place]} waiting")

    def stands(self, record, pool, was_interrupted):
        if (record.request, pool, record.place) in self.waiting:
            self.wrong.append(f"{record}: stands in the queue already")
        self.waiting[record.request, pool, record.place] = record.at, was_interrupted
        self.in_queue[pool, record.place] += 1

    # Whether it had been served before; None: it does not stand there.
    def goes_from_queue(self, record, pool):
        since, was_interrupted = self.waiting.pop((record.request, pool, record.place), (None, None))
        if since is not None:
            self.queued[pool] += self.counted(since, record.at)
            self.in_queue[pool, record.place] -= 1
        return was_interrupted

    def starts(self, record, pools):
        was_interrupted = self.goes_from_queue(record, record.pool)
        for other in pools:
            if other != record.pool and record.step == "test.sample":  # one of them serves, and all queues are left
                self.came[other] -= self.goes_from_queue(record, other) is not None
        self.serving[record.request, record.pool, record.place].append((record.at, record.step))
        self.at_work[record.pool, record.place] += 1
        self.came[record.pool] += was_interrupted is None
        if not was_interrupted:
            self.started[self.waits.get(record.step)] += record.at >= 0

    def stops(self, record):
        services = self.serving[record.request, record.pool, record.place]
        if not services:
            self.wrong.append(f"{record}: had no server")
            return
        since, step = services.pop()
        self.busy[record.pool] += self.counted(since, record.at)
        self.at_work[record.pool, record.place] -= 1
        if record.event == "ends":
            self.ended[record.pool] += 1
            self.held[record.pool] += step != record.step


def differences_of(account, results):
    """What the account and the counters of the run do not agree on."""
    wrong = [f"{len(account.wrong)} records, the first: {account.wrong[0]}"] if account.wrong else []

    def compare(what, told, counted):
        if told != counted:
            wrong.append(f"{what}: {told} told, {counted} counted")

    def ms(variable, at):
        return round(float(results[variable][()].ravel()[at]) * 3_600_000)

    def number(variable):
        return int(results[variable][()].ravel()[0])

    for at, pool in enumerate(name.decode() for name in results["pool"][()]):
        compare(f"ms at work, {pool}", account.busy[pool], ms("pool_busy_hours", at))
        compare(f"ms in queues, {pool}", account.queued[pool], ms("pool_queue_hours", at))
        compare(f"waiting at the end, {pool}", account.waiting_at_end[pool],
                int(results["pool_waiting_at_end"][()].ravel()[at]))
        if "pool_accounted_hours" in results:
            told = sum(account.steps[step] * work for step, (of, work) in ACCOUNTED.items() if of == pool)
            compare(f"ms accounted, {pool}", told, ms("pool_accounted_hours", at))
        still = account.served_at_end[pool] + account.waiting_at_end[pool]
        compare(f"came to {pool}, against served, given up and still there", account.came[pool],
                account.ended[pool] + account.left[pool] + still)
    for measure in set(account.waits.values()):
        compare(f"services that began, {measure}", account.started[measure], number(f"{measure}_count"))
        compare(f"who gave up, {measure}", account.gave_up[measure], number(f"{measure}_left"))
    compare("requests that came", account.entered, number("requests_entered_whole_run"))
    compare("requests that left", account.gone, number("requests_left_whole_run"))
    compare("requests in progress", account.entered - account.gone, number("requests_in_progress"))
    compare("requests that ended", sum(account.exits.values()), int(results["requests_ended"][()].sum()))
    return wrong


def without(records, wanted):
    """The records without the last of those that are `wanted` since counting began."""
    last = max(at for at, record in enumerate(records) if record.at >= 0 and wanted(record))
    return records[:last] + records[last + 1:]


TWINS = {
    "a hold that is not given back": lambda record, held: record.event == "ends" and record.step in held,
    "a forgotten interruption": lambda record, _: record.event == "interrupted",
    "a forgotten queue": lambda record, _: record.event == "joins",
    "a patience that ends unseen": lambda record, _: record.event == "quits",
    "an exit unseen": lambda record, _: record.event == "leaves",
}


def balance(folder, name, scenario, options, waits, twins):
    file = run(folder, name, [scenario], *options, "--trace", f"{name}.csv", "--threads", "1")
    records = read_trace(pathlib.Path(folder) / f"{name}.csv")
    with h5py.File(file, "r") as results:
        end = round(float(results["years_counted"][()].ravel()[0]) * 365.25 * 86_400_000)
        account = Account(records, end, waits)
        found = differences_of(account, results)
        assert not found, "\n".join(found)
        held = {r.step for r in records if r.event == "ends"} - {r.step for r in records if r.event == "starts"}
        for what in twins:
            twin = Account(without(records, lambda record: TWINS[what](record, held)), end, waits)
            found = differences_of(twin, results)
            assert found, f"{name}: {what} is not found"
            print(f"{name}: {what}: {found[-1]}")
        overtime = float(results["pool_overtime_hours"][()].sum())
    assert overtime > 0, f"{name}: nobody runs on behind closing time"
    print(f"{name}: {len(records)} records; held {dict(account.held)}, interrupted {dict(account.interrupted)}")
    return account


def main():
    with tempfile.TemporaryDirectory() as folder:
        scenario = pathlib.Path(folder) / "care.toml"
        scenario.write_text(CARE, encoding="utf-8")
        care = balance(folder, "care", scenario, SHARE, {}, ["a hold that is not given back"])
        assert all(care.held[pool] for pool in HELD_IN_CARE), care.held
        assert care.interrupted["triagist"], care.interrupted

        small = HERE / "every_hold.toml"
        pathways = tomllib.loads(small.read_text(encoding="utf-8"))["pathway"]
        waits = {f"{path}.{name}": step["wait"] for path, pathway in pathways.items()
                 for name, step in pathway["step"].items() if "wait" in step}
        account = balance(folder, "small", small, (), waits, TWINS)
        assert all(account.held[pool] for pool in HELD), account.held
        assert all(account.interrupted[pool] for pool in INTERRUPTED), account.interrupted


main()
