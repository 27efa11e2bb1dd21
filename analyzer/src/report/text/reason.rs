//! A reason as a line.

use super::page::{Page, count};
use crate::report::{ChainStep, OwnEvidence, PlaceRow, Reason, Site, visible};

/// The reasons of a member, the shortest first, up to the limit.
pub(super) fn write(page: &mut Page, reasons: &[Reason]) {
    let (shown, more) = page.limit(reasons.len());
    for reason in &reasons[..shown] {
        let line = line(page, reason);
        page.line(format_args!("    {line}"));
    }
    if more > 0 {
        page.line(format_args!("    and {}", count(more, "more reason", "more reasons")));
    }
}

fn line(page: &Page, reason: &Reason) -> String {
    match reason {
        Reason::OwnCode { function, evidence, caller_of } => {
            let by = match evidence {
                OwnEvidence::Die(_) => String::new(),
                OwnEvidence::Symbol(symbol) => format!(" by its symbol {}", visible(symbol)),
            };
            format!("code of {}{by}{}", visible(function), calls(caller_of.as_deref()))
        }
        Reason::Inlined { chain, depth, ranges, caller_of, .. } => {
            let left = if *ranges == 0 { " (no instruction of it left)" } else { "" };
            let chain = self::chain(page, chain, *depth);
            format!("inlined: {chain}{left}{}", calls(caller_of.as_deref()))
        }
        Reason::Recorded { function, via, record, caller_of } => {
            let via = via.as_deref().map(|via| format!(" as part of {}", visible(via)));
            let via = via.unwrap_or_default();
            let (function, record) = (visible(function), visible(record));
            format!("recorded: {function} inlined{via}, by {record}{}", calls(caller_of.as_deref()))
        }
        Reason::CallsClone { callee, sites, .. } => {
            format!("calls clone {}{}", visible(callee), self::sites(page, sites))
        }
    }
}

fn calls(caller_of: Option<&str>) -> String {
    caller_of.map_or_else(String::new, |callee| format!("; a caller of {}", visible(callee)))
}

/// `f at a.c:1 > g at b.c:2`: f inlined into the host, g into f.
pub(super) fn chain(page: &Page, chain: &[ChainStep], depth: usize) -> String {
    let steps: Vec<_> = chain
        .iter()
        .map(|step| format!("{}{}", visible(&step.function), page.at(step.call.as_ref())))
        .collect();
    let kept_back = if depth > chain.len() { "... > " } else { "" };
    format!("{kept_back}{}", steps.join(" > "))
}

/// ` at a.c:1, a.c:2 and 3 more`: the places of calls, each once; addresses
/// where no line is known.
pub(super) fn sites(page: &Page, sites: &[Site]) -> String {
    let written = |site: &Site| match &site.place {
        Some(place) => page.place(&PlaceRow { file: place.file.clone(), line: place.line }),
        None => site.address.clone(),
    };
    let mut places: Vec<String> = Vec::new();
    let (shown, more) = page.limit(sites.len());
    for place in sites[..shown].iter().map(written) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(" at {}{more}", places.join(", "))
}
