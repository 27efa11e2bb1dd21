//! The kinds of changes between two builds, the gravest for a patch author first, each with
//! what there is to say of it.

use serde::Serialize;

use crate::policy::Help;
use crate::report::Severity;
use crate::rule::Rule;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal, $severity:ident, $title:literal,
        how: $how:expr, wrong: $wrong:expr, missed: $missed:expr, way_out: $way_out:expr;)+) => {
        /// A kind of change. Ordered as reports list them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum DriftKind {
            $($(#[doc = $doc])* #[serde(rename = $id)] $name),+
        }

        impl DriftKind {
            /// Every kind, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What the gate takes it for.
            pub(crate) fn rule(self) -> &'static Rule {
                match self {
                    $(Self::$name => &const { Rule {
                        id: $id,
                        severity: Severity::$severity,
                        help: Help {
                            title: $title,
                            finds: concat!($($doc),*).trim_ascii(),
                            how: $how,
                            false_positives: $wrong,
                            false_negatives: $missed,
                            way_out: $way_out,
                        },
                    } }),+
                }
            }
        }
    };
}

impl DriftKind {
    /// Its stable id.
    pub fn id(self) -> &'static str {
        self.rule().id
    }

    /// What it tells, in one sentence.
    pub fn meaning(self) -> &'static str {
        self.rule().help.finds
    }
}

const BY_HOSTS: &str = "The source functions that hold a copy of it in each build, by DWARF and compiler records; \
                        functions are the same by name and file.";
const BY_CODE: &str = "Its machine functions in each build, by DWARF and symbols; functions are the same by name and file.";
const BY_SYMBOLS: &str =
    "The symbols of its machine functions with a suffix of the compiler, without the numbers.";
const BY_SITES: &str = "Entries of the table of ftrace sites, or calls of the tracer, at the entries of its machine functions \
                        that can be called as declared; not compared if one of the builds has no table.";
const BY_POSITION: &str =
    "The position of its symbol among all of its name in each build, as the kernel counts them.";
const TAKEN_FOR_ANOTHER: &str =
    "A function that was renamed, or of several with its name and file, is taken for another one.";
const NO_TRACE: &str = "Copies that left no trace in DWARF.";
const SEVERAL: &str = "Functions with several machine functions of the declared signature, or with a symbol that kallsyms does not hold.";
const NONE: &str = "None known.";
const LOOK: &str = "klpscope show tells what became of it in each build.";
const NOTHING: &str = "Nothing has to be done.";

kinds! {
    /// Units were compiled by another compiler or with other switches.
    OptionsChanged = "options-changed", Warning, "how units were compiled changed",
        how: "DW_AT_producer of the units of one name in both builds.",
        wrong: "A switch that has no effect on code.",
        missed: "Switches that the compiler does not record: clang without -grecord-command-line, attributes, pragmas.",
        way_out: "Compare klpscope audit of both builds; give the switch back, or take the change over.";
    /// A function had an entry in the table of ftrace sites, and has none any more: it cannot be redirected.
    FtraceSiteLost = "ftrace-site-lost", Error, "it can no longer be redirected",
        how: BY_SITES, wrong: TAKEN_FOR_ANOTHER, missed: NONE,
        way_out: "Take notrace and its like off the function, or watch its callers instead.";
    /// The symbol of a function was the only one of its name: klp_func now needs an old_sympos.
    NameAmbiguous = "name-ambiguous", Warning, "its name became ambiguous",
        how: BY_POSITION, wrong: NONE, missed: SEVERAL,
        way_out: "Give old_sympos in patches of this build, or rename the new namesake.";
    /// Another old_sympos names the function.
    SymposChanged = "sympos-changed", Warning, "another old_sympos names it",
        how: BY_POSITION, wrong: TAKEN_FOR_ANOTHER, missed: SEVERAL,
        way_out: "Give the new old_sympos in patches of this build.";
    /// No copy of a function was inlined anywhere; now some are.
    NewlyInlined = "newly-inlined", Warning, "it is inlined now",
        how: BY_HOSTS, wrong: TAKEN_FOR_ANOTHER, missed: NO_TRACE,
        way_out: "Patches have to replace the hosts too; noinline keeps it out of line.";
    /// A function had code of its own, and lives on in copies only.
    NoLongerEmitted = "no-longer-emitted", Warning, "it has no code of its own any more",
        how: BY_CODE, wrong: TAKEN_FOR_ANOTHER, missed: NONE,
        way_out: "Patches have to replace its hosts instead; noinline keeps it out of line.";
    /// A function is inlined into functions that held no copy of it.
    HostsGained = "hosts-gained", Warning, "it is inlined into more functions",
        how: BY_HOSTS, wrong: TAKEN_FOR_ANOTHER, missed: NO_TRACE,
        way_out: "Patches have to replace these hosts too; noinline keeps it out of line.";
    /// More machine functions have to be replaced if a function is patched.
    SetGrew = "set-grew", Warning, "a patch of it has to replace more",
        how: "The sizes of its replacement set (model exact) in each build; min-growth is the least that counts.",
        wrong: TAKEN_FOR_ANOTHER, missed: NO_TRACE,
        way_out: "klpscope explain tells why each member is in the set; noinline keeps a function out of line.";
    /// The compiler made a clone of a function that it did not make before.
    CloneAdded = "clone-added", Warning, "the compiler made a clone of it",
        how: BY_SYMBOLS, wrong: TAKEN_FOR_ANOTHER, missed: "Clones without a symbol.",
        way_out: "Patches have to replace the callers of the clone too; -fno-ipa-sra, -fno-ipa-cp-clone and the like keep it from being made.";
    /// A clone has another number or hash: patches that name it do not fit any more.
    CloneRenumbered = "clone-renumbered", Warning, "a clone of it is called otherwise",
        how: BY_SYMBOLS, wrong: NONE, missed: "Clones without a symbol.",
        way_out: "Give the new name in patches of this build.";
    /// A function has code only in the new build.
    FunctionAdded = "function-added", Note, "it is new",
        how: BY_CODE, wrong: TAKEN_FOR_ANOTHER, missed: NONE, way_out: NOTHING;
    /// Of a function neither code nor a copy is left.
    FunctionRemoved = "function-removed", Note, "nothing of it is left",
        how: BY_CODE, wrong: TAKEN_FOR_ANOTHER, missed: NONE, way_out: LOOK;
    /// A function lived in copies only, and now has code of its own.
    NewlyEmitted = "newly-emitted", Note, "it has code of its own now",
        how: BY_CODE, wrong: TAKEN_FOR_ANOTHER, missed: NONE, way_out: NOTHING;
    /// No copy of a function is left in others.
    NoLongerInlined = "no-longer-inlined", Note, "it is not inlined any more",
        how: BY_HOSTS, wrong: NO_TRACE, missed: NONE, way_out: NOTHING;
    /// Functions that held a copy of a function hold none any more.
    HostsLost = "hosts-lost", Note, "it is inlined into fewer functions",
        how: BY_HOSTS, wrong: NO_TRACE, missed: NONE, way_out: NOTHING;
    /// Fewer machine functions have to be replaced if a function is patched.
    SetShrank = "set-shrank", Note, "a patch of it has to replace less",
        how: "The sizes of its replacement set (model exact) in each build; min-growth is the least that counts.",
        wrong: NO_TRACE, missed: NONE, way_out: NOTHING;
    /// A clone of a function is not made any more.
    CloneRemoved = "clone-removed", Note, "a clone of it is gone",
        how: BY_SYMBOLS, wrong: TAKEN_FOR_ANOTHER, missed: NONE, way_out: NOTHING;
    /// A function had no entry in the table of ftrace sites, and has one now.
    FtraceSiteGained = "ftrace-site-gained", Note, "it can be redirected now",
        how: BY_SITES, wrong: TAKEN_FOR_ANOTHER, missed: NONE, way_out: NOTHING;
    /// The symbol of a function shared its name, and does not any more.
    NameUnambiguous = "name-unambiguous", Note, "its name is unambiguous now",
        how: BY_POSITION, wrong: NONE, missed: NONE,
        way_out: "Give no old_sympos in patches of this build.";
}
