//! What the gate itself can find, beside what policies find about functions: each with
//! what there is to say of it.

use crate::policy::Help;
use crate::report::Severity;
use crate::rule::Rule;

/// Every rule; `drift` has those that compare two builds.
pub(crate) const ALL: &[&Rule] = &[
    &NOT_IN_BUILD,
    &AMBIGUOUS_WATCH,
    &SET_SIZE,
    &CARRIED,
    &POSSIBLE_SHARE,
    &UNSTABLE_NAMES,
    &BUILD_OPTION,
    &NOT_COMPARED,
    &INCOMPLETE_INPUT,
    &WAIVER_EXPIRED,
    &WAIVER_UNUSED,
];

/// A watched function of which nothing is there.
pub(super) const NOT_IN_BUILD: Rule = Rule {
    id: "not-in-build",
    severity: Severity::Error,
    help: Help {
        title: "a watched function is not in the build",
        finds: "The policy watches a function, glob or path of which the build has no code and no \
                copy: nothing can be said of it, and a typing error would pass for ever.",
        how: "No function of that name or place is in any of the files, or all that is there is a \
              declaration.",
        false_positives: "A function of a module that was not among the files. One whose every copy \
                          was optimized away, or folded into an identical function without a trace.",
        false_negatives: "A function of the same name in another file is taken for the one that is \
                          meant, unless the policy names the file (NAME@FILE).",
        way_out: "Name the object that defines it too, correct the name, or take it off the policy.",
    },
};

/// A name without a file that means several functions.
pub(super) const AMBIGUOUS_WATCH: Rule = Rule {
    id: "ambiguous-watch",
    severity: Severity::Warning,
    help: Help {
        title: "a watched name means several functions",
        finds: "The policy watches a name that several functions of the build have, in different \
                files: all of them are watched.",
        how: "More than one function with code or a copy has the name.",
        false_positives: "A function that is declared at several places, by macros.",
        false_negatives: "None known.",
        way_out: "Write NAME@FILE in the policy.",
    },
};

/// More members than allowed.
pub(super) const SET_SIZE: Rule = Rule {
    id: "set-size",
    severity: Severity::Error,
    help: Help {
        title: "a patch of it has to replace too many functions",
        finds: "If this function is patched, more machine functions have to be replaced than \
                limits.set-size allows: it was inlined into more hosts, or cloned.",
        how: "The members of its replacement set (model exact), over all files.",
        false_positives: "None known: each member is shown by klpscope impact with its reasons.",
        false_negatives: "Copies that left no trace in DWARF are not counted.",
        way_out: "Keep it out of line (noinline), or raise the limit.",
    },
};

/// More source to bring along than allowed.
pub(super) const CARRIED: Rule = Rule {
    id: "carried",
    severity: Severity::Error,
    help: Help {
        title: "a patch of it has to bring along too many functions",
        finds: "If this function is patched, the replacements have to bring along the source of more \
                functions than limits.carried allows, because no ordinary symbol names them.",
        how: "Functions inlined into members, or called by them as clones only, that no other symbol \
              of the object offers.",
        false_positives: "A function that the patched source no longer calls is counted as well.",
        false_negatives: "Functions of headers that left no code and no copy.",
        way_out: "Keep an ordinary symbol of them (noinline, no clone), or raise the limit.",
    },
};

/// Too many instances that may rely on facts about it.
pub(super) const POSSIBLE_SHARE: Rule = Rule {
    id: "possible-share",
    severity: Severity::Error,
    help: Help {
        title: "too many functions may rely on facts about it",
        finds: "Of the machine functions that a patch of this function concerns, more than \
                limits.possible-percent are only possibly affected: the build let passes carry facts \
                between functions without a copy of code.",
        how: "What klpscope impact lists as possible, in 100 of that and the members; rounded up.",
        false_positives: "What the flags permit alone counts, whether or not a pass made use of it.",
        false_negatives: "None known, where units record their switches.",
        way_out: "Compile with -flive-patching=inline-clone; klpscope audit says what else.",
    },
};

/// Members that only a compiler's name names.
pub(super) const UNSTABLE_NAMES: Rule = Rule {
    id: "unstable-names",
    severity: Severity::Error,
    help: Help {
        title: "too many members have names that the compiler made up",
        finds: "If this function is patched, more members than limits.unstable-names allows have to \
                be named by a symbol that the next build may number or hash otherwise.",
        how: "Members with the finding unstable-name as a condition.",
        false_positives: "As for unstable-name.",
        false_negatives: "None known.",
        way_out: "Switch off what made the clones (-fno-ipa-sra, -fno-ipa-cp-clone), give the function \
                  a stable name (global, or -fno-lto for its file), or raise the limit.",
    },
};

/// A required build option that is not there.
pub(super) const BUILD_OPTION: Rule = Rule {
    id: "build-option",
    severity: Severity::Error,
    help: Help {
        title: "the build lacks what the policy requires of it",
        finds: "A requirement of build.require does not hold, or nothing tells whether it does.",
        how: "By DW_AT_producer of every unit with code, decided pass by pass as klpscope audit does; \
              for ftrace-sites and dumps by what the file and the options of klpscope have.",
        false_positives: "A unit of hand-written code that was built otherwise on purpose.",
        false_negatives: "Code without a unit: assembly, stripped objects.",
        way_out: "Add the option to the build; the evidence names units that lack it.",
    },
};

/// A comparison that the policy asks for, with nothing.
pub(super) const NOT_COMPARED: Rule = Rule {
    id: "not-compared",
    severity: Severity::Warning,
    help: Help {
        title: "there is no older build to compare with",
        finds: "The policy has a table [drift], but no older build was given: what it asks for was not \
                looked at.",
        how: "Neither --against nor drift.against names a file.",
        false_positives: "The first build of all.",
        false_negatives: "None known.",
        way_out: "Keep the file of the last build, and name it with --against or in drift.against.",
    },
};

/// Input that could not be read.
pub(super) const INCOMPLETE_INPUT: Rule = Rule {
    id: "incomplete-input",
    severity: Severity::Error,
    help: Help {
        title: "part of the input could not be read",
        finds: "Part of the input could not be read: what the gate did not find may be there. It never \
                passes then (exit code 4), unless --allow-incomplete says that this is fine; neither a \
                waiver nor a baseline does.",
        how: "The notices of reading the files.",
        false_positives: "What could not be read may not concern the watched functions.",
        false_negatives: "None known.",
        way_out: "Give the file that lacks (a debug file, a supplementary file), or build it anew.",
    },
};

/// A waiver past its date.
pub(super) const WAIVER_EXPIRED: Rule = Rule {
    id: "waiver-expired",
    severity: Severity::Error,
    help: Help {
        title: "a waiver is past its date",
        finds: "A waiver of the policy has expired: it waives nothing any more.",
        how: "Its date, which is the last day it holds, is before today (UTC).",
        false_positives: "None known.",
        false_negatives: "None known.",
        way_out: "Mend what it waived, and delete it; or give it a new date and say why.",
    },
};

/// A waiver of nothing.
pub(super) const WAIVER_UNUSED: Rule = Rule {
    id: "waiver-unused",
    severity: Severity::Warning,
    help: Help {
        title: "a waiver waives nothing",
        finds: "No finding matches a waiver of the policy: what it waived is gone, or its function is \
                misspelt.",
        how: "No error or warning has its id and a function that its glob matches.",
        false_positives: "A finding about an object that was not among the files.",
        false_negatives: "None known.",
        way_out: "Delete the waiver, or correct it.",
    },
};
