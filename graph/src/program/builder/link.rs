//! Rows become the petgraph graph: functions, instances and externals as nodes;
//! bodies, copies and calls as edges.

use petgraph::graph::{DiGraph, NodeIndex};

use super::super::edge::Callee;
use super::super::node::{Inlined, Instance};
use super::super::query::{Edge, Node};
use super::calls::Calls;
use crate::id::{CallId, ExternalId, FuncId, InlinedId, InstanceId};

/// Links the rows.
pub(super) fn link(
    functions: usize,
    instances: &[Instance],
    inlined: &[Inlined],
    calls: &Calls,
) -> DiGraph<Node, Edge> {
    let nodes = functions + instances.len() + calls.externals.len();
    let mut graph =
        DiGraph::with_capacity(nodes, instances.len() + inlined.len() + calls.rows.len());
    for index in 0..functions {
        graph.add_node(Node::Function(FuncId::new(index)));
    }
    for index in 0..instances.len() {
        graph.add_node(Node::Instance(InstanceId::new(index)));
    }
    for index in 0..calls.externals.len() {
        graph.add_node(Node::External(ExternalId::new(index)));
    }
    let instance_node = |id: InstanceId| NodeIndex::new(functions + id.index());
    for (index, row) in instances.iter().enumerate() {
        for origin in &row.functions {
            let from = NodeIndex::new(origin.function.index());
            graph.add_edge(from, instance_node(InstanceId::new(index)), Edge::Body);
        }
    }
    for (index, row) in inlined.iter().enumerate() {
        let from = NodeIndex::new(row.function.index());
        graph.add_edge(from, instance_node(row.host), Edge::Inlined(InlinedId::new(index)));
    }
    for (index, row) in calls.rows.iter().enumerate() {
        let to = match row.callee {
            Callee::Entry(id) | Callee::Middle(id) => instance_node(id),
            Callee::External(id) => NodeIndex::new(functions + instances.len() + id.index()),
            Callee::Unnamed(_) => continue,
        };
        graph.add_edge(instance_node(row.caller), to, Edge::Call(CallId::new(index)));
    }
    graph
}
