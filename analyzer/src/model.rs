//! The models: which rules make up the replacement set.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// By which rules the replacement set is closed. The rules:
///
/// 1. own code: every out-of-line instance of a patched function, clones too;
/// 2. inlined: every host of an inlined instance of a patched function;
/// 3. clone's callers: every instance that calls or jumps to a member whose
///    signature changed, again for what this adds;
/// 4. a `.cold` part never stands alone (the graph counts it to its parent).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Model {
    /// Rules 1 to 4 from the patched functions alone.
    #[default]
    Exact,
    /// GCC's documented bound for `-flive-patching=inline-clone`: "when patching
    /// a function, all its callers and its clones' callers are impacted,
    /// therefore need to be patched as well". The patched functions and every
    /// source function that calls one of them directly (in code, or by holding
    /// an inlined instance of it) are patched by rules 1 to 4; a caller of
    /// which no ordinary instance is left, because it was inlined or cloned
    /// away, hands the rule on to its own callers. Callers in other objects are
    /// outside what the compiler saw, and stay out.
    InlineClone,
    /// Rules 1, 2 and 4: clones are replaced as they are, by tools that work
    /// on binary differences (kpatch, objtool klp).
    InPlace,
}

impl Model {
    /// All models, in the order of the documentation.
    pub const ALL: [Self; 3] = [Self::Exact, Self::InlineClone, Self::InPlace];

    /// The name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::InlineClone => "inline-clone",
            Self::InPlace => "in-place",
        }
    }

    /// True if rule 3 holds.
    pub(crate) fn follows_clones(self) -> bool {
        match self {
            Self::Exact | Self::InlineClone => true,
            Self::InPlace => false,
        }
    }
}

impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A model name that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown model {0:?}: use exact, inline-clone or in-place")]
pub struct UnknownModel(pub String);

impl FromStr for Model {
    type Err = UnknownModel;

    fn from_str(name: &str) -> Result<Self, UnknownModel> {
        Self::ALL
            .into_iter()
            .find(|model| model.name() == name)
            .ok_or_else(|| UnknownModel(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for model in Model::ALL {
            assert_eq!(model.name().parse(), Ok(model));
            let json = serde_json::to_string(&model).unwrap();
            assert_eq!(json, format!("\"{model}\""));
        }
        assert!("Exact".parse::<Model>().is_err());
    }
}
