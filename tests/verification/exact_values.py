#!/usr/bin/python3
"""Exact values that no book prints, derived anew and held against those in scenarios/verification.

  exact_values.py         compare
  exact_values.py --print show them

transient_queue: M/M/1 from empty, by uniformisation (Grassmann 1977): with events at rate L = lambda + mu the number in
the system is a chain with matrix P, and the integral of its distribution over [0, T] is the sum over k of
P(N > k) / L times the distribution behind k events, N a Poisson number of mean L T.
batch_geometric: groups with P(size > j) = q^j. What goes up through the cut between n and n + 1 equals what goes down:
lambda * sum over k <= n of pi(k) q^(n - k) = min(n + 1, servers) * mu * pi(n + 1).
night_line: callers present are a birth and death chain; who comes at place j of the queue moves up at the rate at which
servers end and those before hang up, servers * mu + (j - 1) * theta, and hangs up at theta.
night_triage: the Markov chain of calls, work and both queues, by uniformisation; closed forms as its file tells them.
night_post: Kella and Yechiali (1985), Cobham (1954), and the conserved sum of load x wait by its own formula.
"""
import math
import pathlib
import sys
import tomllib

import numpy

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


def patient_line(arrivals, services, servers, leaving, norm, room=300):
    """Of a line whose callers hang up, by the key figures of night_line."""
    chain = [1.0]
    for n in range(1, servers + room):
        chain.append(chain[-1] * arrivals / (min(n, servers) * services + max(n - servers, 0) * leaving))
    everyone = math.fsum(chain)
    chain = [p / everyone for p in chain]
    at_once, place = math.fsum(chain[:servers]), [0.0] + chain[servers:]  # place[j]: comes j-th in the queue
    answered, wait = [1.0], [0.0]  # of who stands at place j: probability; mean wait times it
    for j in range(1, len(place)):
        up = servers * services + (j - 1) * leaving
        wait.append(up / (up + leaving) * (wait[-1] + answered[-1] / (up + leaving)))
        answered.append(up / (up + leaving) * answered[-1])
    shares = [p * a for p, a in zip(place, answered)]
    helped = at_once + math.fsum(shares)
    # place[0]: answered by now. Events at one rate, of which `norm` minutes have a Poisson number.
    up = numpy.array([0.0] + [servers * services + (j - 1) * leaving for j in range(1, len(place))])
    rate = up[-1] + leaving
    gone = numpy.array([0.0] + [leaving] * (len(place) - 1))
    place, mean, within = numpy.array(place), rate * norm, at_once
    weight = math.exp(-mean)
    for k in range(int(mean + 12 * math.sqrt(mean)) + 30):
        within += weight * place[0]
        place = place * (1 - (up + gone) / rate) + numpy.append((place * up / rate)[1:], 0.0)
        weight *= mean / (k + 1)
    wait = math.fsum(p * w for p, w in zip([0.0] + chain[servers:], wait)) / helped
    return {"share_waiting": 1 - at_once, "within_30_s": within, "wait_answered": wait, "share_gone": 1 - helped}


def night_states(emergency, regular, talk, write, patience, servers, work_first, most):
    """Transitions (from, to, rate), and states (calls, work, emergency and regular callers in the queue).

    Work is waiting or in service; callers of the emergency queue wait for calls alone. Beyond `most` a caller is lost,
    and work forgotten.
    """

    def call_ends(calls, work, urgent, others):
        if urgent:
            return calls, work + 1, urgent - 1, others
        if others and not work_first and work <= servers - calls:  # no other work waits
            return calls, work + 1, urgent, others - 1
        return calls - 1, work + 1, urgent, others

    def onwards(calls, work, urgent, others):
        free = calls + work < servers
        yield emergency, (calls + 1, work, urgent, others) if calls < servers else (calls, work, urgent + 1, others)
        yield regular, (calls + 1, work, urgent, others) if free else (calls, work, urgent, others + 1)
        if calls:
            yield calls / talk, call_ends(calls, work, urgent, others)
        if min(work, servers - calls):
            starts = others and calls + work - 1 < servers
            then = (calls + 1, work - 1, urgent, others - 1) if starts else (calls, work - 1, urgent, others)
            yield min(work, servers - calls) / write, then
        if others:
            yield others / patience, (calls, work, urgent, others - 1)

    number, states, moves = {(0, 0, 0, 0): 0}, [(0, 0, 0, 0)], []
    for state in states:  # grows
        for rate, (calls, work, urgent, others) in onwards(*state):
            then = (calls, min(work, most[0]), urgent, others)
            if urgent > most[1] or others > most[2]:
                continue
            if then not in number:
                number[then] = len(states)
                states.append(then)
            moves.append((number[state], number[then], rate))
    return moves, states


def night_line_with_work(emergency, regular, talk, write, patience, servers, work_first, most=(16, 10, 26)):
    """Mean wait of an emergency call, and the share of regular callers who hang up."""
    moves, states = night_states(emergency, regular, talk, write, patience, servers, work_first, most)
    origin, then, rate = (numpy.array(column) for column in zip(*moves))
    leaving = numpy.bincount(origin, rate, len(states))
    step, stay = rate / leaving.max(), 1 - leaving / leaving.max()
    chain, numbers, means = numpy.full(len(states), 1 / len(states)), numpy.array(states, float), 0
    for _ in range(200):  # a hundred events each
        for _ in range(100):
            chain = chain * stay + numpy.bincount(then, chain[origin] * step, len(states))
        before, means = means, chain @ numbers / chain.sum()
        if abs(means - before).max() < 1e-12:
            break
    return {"wait_emergency": means[2] / emergency, "share_gone": means[3] / patience / regular}


def delay_share(servers, load):
    """Share of arrivals that wait in M/M/n."""
    terms = [load**n / math.factorial(n) for n in range(servers)]
    last = load**servers / math.factorial(servers) / (1 - load / servers)
    return last / (math.fsum(terms) + last)


def waits_by_class(first, all_before, residual):
    """Waits of two classes, the first goes before: loads of the first and of both."""
    return residual / (1 - first), residual / ((1 - first) * (1 - all_before))


def square(mean, cv):
    return mean**2 * (1 + cv**2)


def night_values():
    """(model, case, figure) -> value of the lines, the triage and the post of a night."""
    values = {}

    def put(model, case, **figures):
        values.update({(model, case, figure): value for figure, value in figures.items()})

    put("night_line", "three triagists", **patient_line(32 / 60, 1 / 5, 3, 1 / 10, 0.5))
    put("night_line", "six triagists, impatient callers", **patient_line(72 / 60, 1 / 5, 6, 1 / 2, 0.5))

    put("night_triage", "three triagists, callers hang up", **night_line_with_work(4 / 60, 16 / 60, 5, 3, 10, 3, False))
    put("night_triage", "the same, work first", **night_line_with_work(4 / 60, 16 / 60, 5, 3, 10, 3, True))
    urgent, load = 4 / 60 * 5 / 3, 20 / 60 * 5 / 3
    waits = waits_by_class(urgent, load, delay_share(3, 3 * load) * 5 / 3)
    put("night_triage", "work behind both kinds of calls", wait_emergency=waits[0], wait_regular=waits[1])
    urgent, calls = 1.5 / 60, 4.5 / 60
    with_work = square(8, 0) + 25 * 0.5**2 + 9 * 0.8**2  # E (C + W)^2
    put(
        "night_triage",
        "one triagist, work first",
        wait_emergency=waits_by_class(urgent * 5, calls * 5, calls * square(5, 0.5) / 2)[0],
        wait_regular=waits_by_class(urgent * 8, calls * 8, calls * with_work / 2)[1],
    )

    urgent, load = 4 / 60 * 10 / 2, 10 / 60 * 10 / 2
    waiting = delay_share(2, 2 * load)
    waits = waits_by_class(urgent, load, waiting * 10 / 2)
    conserved = 10 * waiting * load / (1 - load)  # consult x mean queue
    put("night_post", "two doctors", wait_u2=waits[0], wait_u3=waits[1], conserved_two=conserved)
    urgent, load = 1.2 / 60 * 15, 1.2 / 60 * 15 + 3.2 / 60 * 9
    residual = (1.2 / 60 * square(15, 0.8) + 3.2 / 60 * square(9, 0.6)) / 2
    waits, alike = waits_by_class(urgent, load, residual), residual / (1 - load)
    conserved = load * alike
    put("night_post", "one doctor, consults of two kinds", wait_u2=waits[0], wait_u3=waits[1], conserved_one=conserved)
    put("night_post", "one doctor, first come, first served", wait_u2=alike, wait_u3=alike, conserved_one=conserved)
    return values


def main():
    system, queue = transient_means(2, 1, 60)
    derived = {
        ("transient_queue", "from empty, load 2", "queue"): queue,
        ("transient_queue", "from empty, load 2", "system"): system,
        ("batch_geometric", "mean 2, one server", "wait"): group_wait(0.25, 1 / 2, 1),
        ("batch_geometric", "mean 3, three servers", "wait"): group_wait(0.8, 2 / 3, 3),
        **night_values(),
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
    # One triagist: an emergency call waits for the call that is on and for emergency calls before it, whoever hangs up.
    for work_first in (False, True):
        night = night_line_with_work(1 / 60, 8 / 60, 5, 3, 10, 1, work_first)
        calls = 5 * (1 / 60 + 8 / 60 * (1 - night["share_gone"]))
        if abs(night["wait_emergency"] / (calls * 5 / (1 - 5 / 60)) - 1) > 1e-7:
            print("the chain of a night with one triagist is not Cobham's queue", file=sys.stderr)
            wrong += 1
    # The method itself: a queue of load 1/2 forgets that it began empty, having missed rho / (mu (1 - rho)^3) = 4 in its
    # integral, and groups of one are no groups.
    if abs(transient_means(0.5, 1, 400)[0] - (1 - 4 / 400)) > 1e-9 or abs(group_wait(0.75, 0, 1) - 3) > 1e-9:
        print("the derivation does not give the known values of M/M/1", file=sys.stderr)
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
