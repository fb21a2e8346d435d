#!/usr/bin/python3
"""A plan on a real Slurm: one node, on loopback. Skipped, with the reason, where Slurm cannot be started.

  slurm_test.py PROGRAM

Eight shards as a job array. One is killed with SIGKILL, one fails, and the node goes down under the others; status tells
of each, what is missing is submitted again, and the merged file is that of one run.
"""
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from batch_runs import BatchTest

PROGRAMS = ["slurmctld", "slurmd", "munged", "sbatch", "scontrol", "squeue", "sinfo"]
LONG = ["--weeks", "150", "--replications", "48"]
CONFIGURATION = """ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=26817
SlurmdPort=26818
AuthType=auth/munge
AuthInfo=socket={root}/munge/socket
CredType=cred/munge
StateSaveLocation={root}/state
SlurmdSpoolDir={root}/spool
SlurmctldPidFile={root}/slurmctld.pid
SlurmdPidFile={root}/slurmd.pid
SlurmctldLogFile={root}/slurmctld.log
SlurmdLogFile={root}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
KillWait=2
JobRequeue=1
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def why_not():
    """Why Slurm cannot be started here; empty if it can."""
    missing = [name for name in PROGRAMS if shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin") is None]
    if missing:
        return "not installed: " + ", ".join(missing) + " (Debian: slurm-wlm munge)"
    if os.geteuid() != 0:
        return "it needs root"
    return ""


def until(what, seconds=60.0):
    """Waits until what() is true, and gives what it was."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise TimeoutError(f"waited {seconds} s in vain for {what.__name__}")


class Slurm:
    """Munge, controller and one node under a folder of their own; stop() ends just these."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.host = os.uname().nodename.split(".")[0]
        self.environment = {**os.environ, "SLURM_CONF": str(self.root / "slurm.conf"),
                            "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
        munge = pwd.getpwnam("munge")
        for name in ("munge", "state", "spool"):
            (self.root / name).mkdir(parents=True)
        os.chmod(self.root, 0o755)
        os.chmod(self.root / "munge", 0o755)
        key = self.root / "munge" / "key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        for path in (key, self.root / "munge"):
            os.chown(path, munge.pw_uid, munge.pw_gid)
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 * 8 // 10
        (self.root / "slurm.conf").write_text(
            CONFIGURATION.format(host=self.host, root=self.root, cpus=os.cpu_count(), memory=memory), encoding="utf-8")
        folder = self.root / "munge"
        self.call("runuser", "-u", "munge", "--", "/usr/sbin/munged", f"--socket={folder}/socket", f"--key-file={key}",
                  f"--pid-file={folder}/pid", f"--log-file={folder}/log", f"--seed-file={folder}/seed", "--force")
        self.call("slurmctld", "-i")
        until(lambda: "is UP" in self.call("scontrol", "ping", check=False))
        self.call("slurmd", "-N", self.host)
        until(lambda: self.call("sinfo", "-h", "-o", "%T").strip() == "idle")

    def call(self, *words, check=True):
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=60, check=False)
        if check and done.returncode != 0:
            raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def queue(self):
        """State of each task that is in the queue, by its number in the array."""
        lines = self.call("squeue", "-h", "-r", "-o", "%K %T").splitlines()
        return {int(task): state for task, state in (line.split() for line in lines)}

    def wait_until_empty(self):
        until(lambda: not self.queue(), 300)

    def stop(self):
        for path in (self.root / "slurmd.pid", self.root / "slurmctld.pid", self.root / "munge" / "pid"):
            try:
                os.kill(int(path.read_text()), signal.SIGTERM)
            except (OSError, ValueError):
                pass


class SlurmTest(BatchTest):
    def setUp(self):
        super().setUp()
        root = tempfile.mkdtemp(prefix="slurm")
        self.addCleanup(shutil.rmtree, root, ignore_errors=True)
        self.slurm = Slurm(root)
        self.addCleanup(self.slurm.stop)

    def states(self):
        told = json.loads(self.run_program("status", "plan", "--json").stdout)
        return {shard["shard"]: shard for shard in told["shards"]}

    def processes(self, shard):
        """Of the program that works on this shard."""
        found = subprocess.run(["pgrep", "-f", f"run --plan .*{self.folder}/plan.* --shard {shard}/8"],
                               capture_output=True, text=True, check=False).stdout
        return [int(pid) for pid in found.split()]

    def submit(self, *words):
        return re.sub(r"\D", "", self.slurm.call("sbatch", *words, str(self.folder / "plan/job.sbatch")))

    def test_an_array_with_a_kill_a_failure_and_a_node_that_goes_down(self):
        scenarios = ["small.model.toml", "hasty.toml"]
        self.run_program("run", *scenarios, *LONG, "-o", "one.h5")
        self.run_program("plan", *scenarios, *LONG, "-o", "plan", "--shards", "8", "--cpus", "1")
        blocked = self.folder / "plan/shards/0003.runs"  # a file where shard 3 wants its folder: it fails
        blocked.write_text("in the way", encoding="utf-8")
        self.submit()
        until(lambda: self.processes(1) or self.states()[1]["state"] == "done")
        killed = until(lambda: next((s for s in (1, 2) if self.processes(s)), 0))
        for pid in self.processes(killed):
            os.kill(pid, signal.SIGKILL)
        until(lambda: 4 in self.slurm.queue() and self.slurm.queue()[4] == "RUNNING" or 4 not in self.slurm.queue())
        self.slurm.call("scontrol", "update", f"NodeName={self.slurm.host}", "State=DOWN", "Reason=test")
        until(lambda: all(state != "RUNNING" for state in self.slurm.queue().values()))
        before = self.states()
        self.assertIn(before[killed]["state"], ("stopped", "failed"), before[killed])
        self.assertEqual(before[3]["state"], "failed", before[3])
        self.assertTrue(before[3]["reason"], before[3])
        self.assertNotEqual({shard["state"] for shard in before.values()}, {"done"})
        self.run_program("merge", "plan", "-o", "merged.h5", code=4)
        # A node that registers again may have come back by itself.
        self.slurm.call("scontrol", "update", f"NodeName={self.slurm.host}", "State=RESUME", check=False)
        until(lambda: "down" not in self.slurm.call("sinfo", "-h", "-o", "%T"))
        # Requeued tasks would wait two minutes.
        for task in list(self.slurm.queue()):
            job = self.slurm.call("squeue", "-h", "-r", "-o", "%F %K").split()[0]
            self.slurm.call("scontrol", "update", f"JobId={job}_{task}", "StartTime=now", check=False)
        self.slurm.wait_until_empty()
        blocked.unlink()
        missing = [str(number) for number, shard in self.states().items() if shard["state"] != "done"]
        self.assertIn("3", missing)
        self.assertIn(str(killed), missing)
        self.submit(f"--array={','.join(missing)}")
        self.slurm.wait_until_empty()
        self.assertEqual({shard["state"] for shard in self.states().values()}, {"done"})
        self.run_program("merge", "plan", "-o", "merged.h5")
        self.assert_same("one.h5", "merged.h5")


if __name__ == "__main__":
    if reason := why_not():
        print("skipped: no Slurm to start here: " + reason)
        sys.exit(77)
    unittest.main()
