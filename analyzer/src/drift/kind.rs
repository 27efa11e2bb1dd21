//! The kinds of changes between two builds, the gravest for a patch author first.

use serde::Serialize;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal),+ $(,)?) => {
        /// A kind of change. Ordered as reports list them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum DriftKind {
            $($(#[doc = $doc])* #[serde(rename = $id)] $name),+
        }

        impl DriftKind {
            /// Every kind, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its stable id.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// What it tells, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),*).trim_ascii()),+ }
            }
        }
    };
}

kinds! {
    /// Units were compiled by another compiler or with other switches.
    OptionsChanged = "options-changed",
    /// A function had an entry in the table of ftrace sites, and has none any more: it cannot be redirected.
    FtraceSiteLost = "ftrace-site-lost",
    /// The symbol of a function was the only one of its name: klp_func now needs an old_sympos.
    NameAmbiguous = "name-ambiguous",
    /// Another old_sympos names the function.
    SymposChanged = "sympos-changed",
    /// No copy of a function was inlined anywhere; now some are.
    NewlyInlined = "newly-inlined",
    /// A function had code of its own, and lives on in copies only.
    NoLongerEmitted = "no-longer-emitted",
    /// A function is inlined into functions that held no copy of it.
    HostsGained = "hosts-gained",
    /// More machine functions have to be replaced if a function is patched.
    SetGrew = "set-grew",
    /// The compiler made a clone of a function that it did not make before.
    CloneAdded = "clone-added",
    /// A clone has another number or hash: patches that name it do not fit any more.
    CloneRenumbered = "clone-renumbered",
    /// A function has code only in the new build.
    FunctionAdded = "function-added",
    /// Of a function neither code nor a copy is left.
    FunctionRemoved = "function-removed",
    /// A function lived in copies only, and now has code of its own.
    NewlyEmitted = "newly-emitted",
    /// No copy of a function is left in others.
    NoLongerInlined = "no-longer-inlined",
    /// Functions that held a copy of a function hold none any more.
    HostsLost = "hosts-lost",
    /// Fewer machine functions have to be replaced if a function is patched.
    SetShrank = "set-shrank",
    /// A clone of a function is not made any more.
    CloneRemoved = "clone-removed",
    /// A function had no entry in the table of ftrace sites, and has one now.
    FtraceSiteGained = "ftrace-site-gained",
    /// The symbol of a function shared its name, and does not any more.
    NameUnambiguous = "name-unambiguous",
}
