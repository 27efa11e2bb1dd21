//! The functions asked about by name, and the model of the set.

use clap::ValueEnum;
use klpscope_analyzer::{self as analyzer, Model, SpecError};

/// The functions asked about, and how the set is drawn.
#[derive(Debug, clap::Args)]
pub(crate) struct Question {
    /// Source function to patch: NAME, NAME@FILE, NAME@FILE:LINE or a glob; repeatable
    #[arg(short, long = "function", value_name = "SPEC")]
    pub(crate) functions: Vec<String>,
    /// How the replacement set is drawn
    #[arg(long, value_name = "MODEL", default_value = "exact")]
    pub(crate) model: ModelName,
}

impl Question {
    /// The question as the analyzer takes it.
    pub(crate) fn parse(&self) -> Result<analyzer::Question, SpecError> {
        let functions: Result<_, _> = self.functions.iter().map(|spec| spec.parse()).collect();
        Ok(analyzer::Question {
            functions: functions?,
            mapped: None,
            model: self.model.into(),
            lift: false,
        })
    }
}

/// The models of the replacement set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModelName {
    /// Own code, hosts of inlined copies, callers of clones with a changed signature
    Exact,
    /// The bound documented for GCC's -flive-patching=inline-clone
    InlineClone,
    /// As exact, but clones are replaced as they are: for binary-diff tools
    InPlace,
}

impl From<ModelName> for Model {
    fn from(name: ModelName) -> Self {
        match name {
            ModelName::Exact => Self::Exact,
            ModelName::InlineClone => Self::InlineClone,
            ModelName::InPlace => Self::InPlace,
        }
    }
}
