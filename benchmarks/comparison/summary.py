"""Medians, and their ratios to the best peer; as text."""

import statistics

from .shapes import GROUPS, METRICS


def medians(measured, metric_name):
    """The median of each server that has the metric, by name."""
    metric = METRICS[metric_name]
    values = {}
    for results in metric.rounds(measured):
        for name, result in results.items():
            values.setdefault(name, []).append(metric.value(result))
    return {name: statistics.median(found) for name, found in values.items()}


def best_peer(measured, metric_name, servers):
    """The name of the best of the servers that are not ours, or None."""
    ours = {server.name for server in servers if server.is_ours}
    peers = {name: value for name, value in medians(measured, metric_name).items() if name not in ours}
    if not peers:
        return None
    return (max if METRICS[metric_name].more_is_better else min)(peers, key=peers.get)


def ratios(measured, metric_name, name, reference):
    """The ratios to the reference within each round, where a slow drift of the machine cancels out."""
    metric = METRICS[metric_name]
    return [metric.value(results[name]) / max(metric.value(results[reference]), 1e-9)
            for results in metric.rounds(measured) if name in results and reference in results]


def summarize(measured, servers):
    """Adds to what was measured of a shape, for each metric of its group: the best peer, and every server's figures."""
    summary = {}
    for metric in GROUPS[measured["group"]].metrics:
        best = best_peer(measured, metric, servers)
        figures = {}
        for name, median in medians(measured, metric).items():
            found = ratios(measured, metric, name, best) if best else []
            figures[name] = {"median": median}
            if found:
                figures[name].update(ratio=statistics.median(found), ratio_min=min(found), ratio_max=max(found))
        summary[metric] = {"best_peer": best, "servers": figures}
    measured["summary"] = summary


def cell(measured, metric, name):
    """A figure and its ratio to the best peer's, as text."""
    figure = measured["summary"][metric]["servers"].get(name)
    if figure is None:
        return "–"
    text = METRICS[metric].pattern.format(figure["median"])
    return f"{text} ({figure['ratio']:.2f})" if "ratio" in figure else text


def names_in(measured, servers):
    present = {name for results in measured["rounds"]["closed"] for name in results} | set(measured["errors"])
    return [server for server in servers if server.name in present]


def print_shape(measured, shape, servers, seconds):
    rounds = sum(map(len, measured["rounds"].values()))
    print(f"\n{shape.group.name} {shape.text}: {shape.describe()}; {rounds} rounds of {seconds:g} s, "
          f"{measured['disturbed_kept']} of them disturbed, {measured['disturbed_dropped']} others dropped")
    if measured["rate"] > 0:
        print(f"  fixed rate: {measured['rate']:,} messages/s offered to each server")
    if measured["slow"]:
        print(f"  too slow for that rate: {', '.join(measured['slow'])}")
    metrics = shape.group.metrics
    rows = [["server", *(METRICS[metric].title for metric in metrics)]]
    for server in names_in(measured, servers):
        if server.name in measured["errors"]:
            print(f"  {server.name} can't do it: {measured['errors'][server.name]}")
        else:
            rows.append([server.name, *(cell(measured, metric, server.name) for metric in metrics)])
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        figures = "".join(f"  {text:>{width}}" for text, width in zip(row[1:], widths[1:]))
        print("  " + row[0].ljust(widths[0]) + figures)
