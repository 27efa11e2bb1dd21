//! A reason as a line.

use super::page::{Page, instance};
use crate::report::{ChainStep, OwnEvidence, Reason, Site, count, visible};

/// The reasons of a member, the shortest first, up to the limit. Copies by the
/// same chain make one line.
pub(super) fn write(page: &mut Page, reasons: &[Reason]) {
    let (shown, _) = page.limit(reasons.len());
    let mut lines: Vec<(String, usize)> = Vec::new();
    let mut told = 0;
    for reason in reasons {
        let line = line(page, reason);
        let kept = lines.len();
        match lines.last_mut() {
            Some((last, times)) if *last == line => *times += 1,
            _ if kept == shown => break,
            _ => lines.push((line, 1)),
        }
        told += 1;
    }
    for (line, times) in lines {
        let times = if times > 1 { format!(" ({times} times)") } else { String::new() };
        page.line(format_args!("    {line}{times}"));
    }
    if told < reasons.len() {
        let more = count(reasons.len() - told, "more reason", "more reasons");
        page.line(format_args!("    and {more}"));
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
        Reason::CallsClone { callee, callee_function, sites, .. } => {
            let callee = instance(callee.as_deref(), callee_function.as_deref());
            format!("calls clone {callee}{}", self::sites(page, sites))
        }
        Reason::Lifted { callee, callee_function, sites, .. } => {
            let callee = instance(callee.as_deref(), callee_function.as_deref());
            format!("calls {callee}, which cannot be replaced,{}", self::sites(page, sites))
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

/// ` at a.c:1, a.c:2 in f and 3 more`: the places of calls, each once, with the
/// function whose inlined instance makes the call; addresses where no line is known.
pub(super) fn sites(page: &Page, sites: &[Site]) -> String {
    let mut places: Vec<String> = Vec::new();
    let (shown, more) = page.limit(sites.len());
    for place in sites[..shown].iter().map(|site| self::site(page, site)) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(" at {}{more}", places.join(", "))
}

fn site(page: &Page, site: &Site) -> String {
    let place = match &site.place {
        Some(place) => page.place(place),
        None => visible(&site.address).into_owned(),
    };
    match &site.within {
        Some(function) => format!("{place} in {}", visible(function)),
        None => place,
    }
}
