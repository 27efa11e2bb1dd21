//! `explain` as text.

use super::page::{Page, first_name, instance};
use super::reason;
use crate::report::{Answer, ExplainReport, Link, LookedFor, Target, count, visible};

pub(super) fn write(page: &mut Page, report: &ExplainReport) {
    for (at, target) in report.targets.iter().enumerate() {
        if at > 0 {
            page.blank();
        }
        self::target(page, report, target);
    }
    for (function, hosts) in &report.without_code {
        let function = page.function(function);
        let hosts = count(*hosts, "function", "functions");
        page.line(format_args!(
            "{function} has no code of its own: what can be replaced is the {hosts} it is inlined into"
        ));
    }
}

fn target(page: &mut Page, report: &ExplainReport, target: &Target) {
    let symbol = instance(target.symbol.as_deref(), first_name(&target.functions));
    let address = visible(&target.address);
    let place = page.in_brackets(target.functions.first().and_then(|row| row.place.as_ref()));
    let (object, model) = (visible(&target.object), report.question.model);
    let answer = match target.answer {
        Answer::InSet => "is in the set",
        Answer::NotInSet => "is not in the set",
        Answer::Unknown => "was not found to be in the set, but not everything could be read",
    };
    page.line(format_args!("{symbol} {address}{place} in {object} {answer} (model {model})"));
    let incomplete = report.notices.iter().any(|notice| notice.incomplete);
    for seed in &report.seeds {
        page.gone(seed, &visible(&seed.name), &object, incomplete);
    }
    if target.answer == Answer::InSet {
        reason::write(page, &target.reasons);
        links(page, &target.leads_to);
    } else {
        looked_for(page, &target.looked_for, &symbol);
    }
}

/// The members that a chain of clones leads over, each with its own reason.
fn links(page: &mut Page, links: &[Link]) {
    for link in links {
        let symbol = instance(link.symbol.as_deref(), first_name(&link.functions));
        let place = page.in_brackets(link.functions.first().and_then(|row| row.place.as_ref()));
        page.line(format_args!("  which leads to {symbol} {}{place}", visible(&link.address)));
        reason::write(page, link.reason.as_slice());
    }
}

fn looked_for(page: &mut Page, looked_for: &LookedFor, symbol: &str) {
    let LookedFor { own_instances, copies, hosts, target_inlined, changed_members, .. } =
        *looked_for;
    let calls = count(looked_for.target_calls, "call", "calls");
    page.line(format_args!(
        "  own code: {} of the patched functions, not this one",
        count(own_instances, "instance", "instances")
    ));
    page.line(format_args!(
        "  inlined: {} in {}, none in {symbol}, which holds {}",
        count(copies, "copy", "copies"),
        count(hosts, "host", "hosts"),
        count(target_inlined, "other copy", "other copies"),
    ));
    page.line(format_args!(
        "  clones: {} changed signature; none of the {calls} from {symbol} goes there",
        count(changed_members, "member has a", "members have a"),
    ));
    match looked_for.record_files {
        0 => page
            .line(format_args!("  records: none read; a copy that left no DIE would not be seen")),
        files => page.line(format_args!(
            "  records: {} read, with {} of the patched functions, none in {symbol}",
            count(files, "file", "files"),
            count(looked_for.recorded_copies, "further copy", "further copies"),
        )),
    }
    page.not_seen(&looked_for.without_dwarf);
    for open in &looked_for.open {
        page.line(format_args!("  open: {}", visible(open)));
    }
}
