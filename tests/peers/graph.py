#!/usr/bin/env python3
"""Reads graphs with the programs of others: `graph.py FORMAT FILE [FORMAT FILE]...`.

Prints for each a line of JSON: {"graph": {field: value}, "nodes": {id: {field: value}},
"edges": [[source, target, {field: value}], ...]}. Values are texts or numbers, as the reader
of the format took them. Formats: graphml, gexf, node-link (networkx), cytoscape (json), csv
(a folder).
"""

import csv
import json
import pathlib
import sys

import networkx as nx

csv.field_size_limit(1 << 30)


def of_networkx(graph):
    return {
        "graph": dict(graph.graph),
        "nodes": {node: dict(data) for node, data in graph.nodes(data=True)},
        "edges": [[a, b, dict(data)] for a, b, data in graph.edges(data=True)],
    }


def graphml(path):
    return of_networkx(nx.read_graphml(path, force_multigraph=True))


def gexf(path):
    return of_networkx(nx.read_gexf(path, version="1.3"))


def node_link(path):
    data = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    graph = nx.node_link_graph(data, edges="edges")
    assert graph.is_directed() and graph.is_multigraph()
    return of_networkx(graph)


def cytoscape(path):
    data = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    elements = data["elements"]
    ids = [item["data"].pop("id") for items in elements.values() for item in items]
    assert len(ids) == len(set(ids)), "nodes and edges share one space of ids"
    nodes = dict(zip(ids, (item["data"] for item in elements["nodes"])))
    edges = [item["data"] for item in elements["edges"]]
    edges = [[edge.pop("source"), edge.pop("target"), edge] for edge in edges]
    return {"graph": data["data"], "nodes": nodes, "edges": edges}


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, strict=True):
            assert None not in row and None not in row.values(), row
            yield {name: value for name, value in row.items() if value}


def of_csv(path):
    nodes = list(table(f"{path}/nodes.csv"))
    ids = [node.pop("id") for node in nodes]
    assert len(ids) == len(set(ids))
    edges = [[edge.pop("source"), edge.pop("target"), edge] for edge in table(f"{path}/edges.csv")]
    return {"graph": {}, "nodes": dict(zip(ids, nodes)), "edges": edges}


READERS = {
    "graphml": graphml,
    "gexf": gexf,
    "node-link": node_link,
    "cytoscape": cytoscape,
    "csv": of_csv,
}

for name, file in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    print(json.dumps(READERS[name](file)))
