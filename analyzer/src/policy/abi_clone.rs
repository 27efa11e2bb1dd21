//! `abi-clone`: the member is a clone whose signature the compiler changed, so that new
//! source does not yield a function that its callers could call.

use klpscope_graph::Abi;

use super::{Found, Help, Policy, Subject};
use crate::instance;
use crate::report::Effect;

pub(super) const POLICY: Policy = Policy {
    id: "abi-clone",
    gravest: Effect::Condition,
    redirects: false,
    check,
    help: Help {
        title: "the compiler changed its signature",
        finds: "The function is a clone whose signature the compiler changed: new source does not yield a \
         function that the old callers could call.",
        how: "By the symbol's suffix (.isra.0, .constprop.0, .part.0 and their kin: the table is \
         graph/src/suffix.rs), or DW_CC_nocall.",
        false_positives: "DW_CC_nocall is also set on functions whose signature is intact but whose debug info clang \
         reset. An alias with a dot that was made by hand looks like a clone.",
        false_negatives: "A signature that was changed without a new name and without DW_CC_nocall.",
        way_out: "Its callers are in the set, and bring a copy of its source. A tool that works on binary \
         differences (--model in-place) may replace it as it is, with the same compiler and \
         options.",
    },
};

fn check(subject: &Subject<'_>) -> Option<Found> {
    let program = subject.program();
    let how = match program.instance(subject.id).abi() {
        Abi::Declared => return None,
        Abi::Suffix => "by its suffix",
        Abi::NoCall => "by DW_CC_nocall",
    };
    let taken = program.address_taken(subject.id).map(|at| program.address(at));
    let (text, way_out) = if !subject.model.follows_clones() {
        (
            format!("its signature was changed by the compiler ({how})"),
            "build the replacement with the same compiler and options, so that it is cloned alike"
                .to_owned(),
        )
    } else if subject.is_called_by_members_only() {
        (
            format!(
                "its signature was changed by the compiler ({how}); its callers are in the set"
            ),
            "leave it as it is: the callers bring a copy of its source along".to_owned(),
        )
    } else {
        let open = match &taken {
            Some(at) => format!("its address is taken at {at}"),
            None if !program.object().decoded => {
                format!("calls are not decoded for {}", program.object().machine)
            }
            None => "no direct call of it is seen".to_owned(),
        };
        (
            format!("its signature was changed by the compiler ({how}), and {open}"),
            "find what calls it, and give its replacement the same changed signature".to_owned(),
        )
    };
    let symbol = instance::symbol(program, subject.id).map(str::to_owned);
    Some(Found::new(Effect::Condition, text, way_out).shown_by(symbol.into_iter().chain(taken)))
}
