#!/usr/bin/python3
"""Exact values that no book prints, derived anew and held against those in scenarios/verification.

  exact_values.py         compare
  exact_values.py --print show them

transient_queue: M/M/1 from empty, by uniformisation (Grassmann 1977): with events at rate L = lambda + mu the number in
the system is a chain with matrix P, and the integral of its distribution over [0, T] is the sum over k of
P(N > k) / L times the distribution behind k events, N a Poisson number of mean L T.
batch_geometric: groups with P(size > j) = q^j. What goes up through the cut between n and n + 1 equals what goes down:
lambda * sum over k <= n of pi(k) q^(n - k) = min(n + 1, servers) * mu * pi(n + 1).
"""
import math
import pathlib
import sys
import tomllib

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "scenarios" / "verification"


def transient_means(arrivals, services, until):
    """Mean number in the system and in the queue over [0, until], one server, from empty."""
    rate = arrivals + services
    up, mean = arrivals / rate, rate * until
    most = int(mean + 12 * math.sqrt(mean)) + 20  # events; beyond them P(N > k) is below 1e-16
    chain = [1.0] + [0.0] * (most + 1)
    weight = math.exp(-mean)  # P(N = k)
    beyond = 1 - weight  # P(N > k)
    system = queue = 0.0
    for k in range(most):
        system += beyond / rate * math.fsum(n * p for n, p in enumerate(chain))
        queue += beyond / rate * math.fsum((n - 1) * p for n, p in enumerate(chain) if n > 1)
        after = [0.0] * len(chain)
        for n in range(min(k + 2, most)):
            after[n + 1] += up * chain[n]
            after[max(n - 1, 0)] += (1 - up) * chain[n]
        chain = after
        weight *= mean / (k + 1)
        beyond = max(0.0, beyond - weight)
    return system / until, queue / until


def group_wait(groups, more, servers):
    """Mean wait with geometric groups, P(size > j) = more^j, services of mean 1."""
    chain, flow = [1.0], 1.0
    for n in range(100_000):
        chain.append(groups * flow / min(n + 1, servers))
        flow = chain[-1] + more * flow
        if n > servers and chain[-1] < 1e-18:
            break
    waiting = math.fsum((n - servers) * p for n, p in enumerate(chain) if n > servers) / math.fsum(chain)
    return waiting / (groups / (1 - more))


def main():
    system, queue = transient_means(2, 1, 60)
    derived = {
        ("transient_queue", "from empty, load 2", "queue"): queue,
        ("transient_queue", "from empty, load 2", "system"): system,
        ("batch_geometric", "mean 2, one server", "wait"): group_wait(0.25, 1 / 2, 1),
        ("batch_geometric", "mean 3, three servers", "wait"): group_wait(0.8, 2 / 3, 3),
    }
    wrong = 0
    for (model, case, figure), value in derived.items():
        text = (FOLDER / f"{model}.toml").read_text(encoding="utf-8")
        written = tomllib.loads(text)["verify"]["case"][case]["exact"][figure]
        if "--print" in sys.argv:
            print(f"{model}, {case}, {figure}: {value:.9g}")
        if abs(written / value - 1) > 1e-7:
            print(f"{model}.toml says {figure} = {written} in case \"{case}\"; derived: {value:.9g}", file=sys.stderr)
            wrong += 1
    # The method itself: a queue of load 1/2 forgets that it began empty, having missed rho / (mu (1 - rho)^3) = 4 in its
    # integral, and groups of one are no groups.
    if abs(transient_means(0.5, 1, 400)[0] - (1 - 4 / 400)) > 1e-9 or abs(group_wait(0.75, 0, 1) - 3) > 1e-9:
        print("the derivation does not give the known values of M/M/1", file=sys.stderr)
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
