//! The answer to "what became of this function?".

use serde::Serialize;

use super::reason::{ChainStep, OwnEvidence, Site};
use super::row::{FunctionRow, InstanceRow, NoticeRow, ObjectRow, PlaceRow};

/// Everything the graph holds on the functions a spec names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShowReport {
    /// [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The spec, as written.
    pub spec: String,
    /// The objects asked about.
    pub objects: Vec<ObjectRow>,
    /// Sorted by name and declaration place.
    pub functions: Vec<FunctionView>,
    /// What could not be read or was odd.
    pub notices: Vec<NoticeRow>,
}

/// One source function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FunctionView {
    /// `DW_AT_name`.
    pub name: String,
    /// `DW_AT_linkage_name`, where it differs.
    pub linkage_name: Option<String>,
    /// Declaration places, the identifying one first.
    pub places: Vec<PlaceRow>,
    /// `DW_AT_external` in any object.
    pub external: bool,
    /// How the spec led here where that is not plain.
    pub note: Option<String>,
    /// The objects that know it.
    pub objects: Vec<FunctionHere>,
}

/// A source function in one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FunctionHere {
    /// The object's name.
    pub object: String,
    /// Out-of-line instances, sorted by address.
    pub instances: Vec<InstanceView>,
    /// Instances that hold inlined instances of it, sorted by symbol.
    pub hosts: Vec<HostView>,
    /// Hosts that only compiler records tell of, sorted by symbol.
    pub recorded_hosts: Vec<InstanceRow>,
    /// Who calls one of its instances, sorted by symbol.
    pub callers: Vec<CallGroup>,
    /// Whom its instances call, sorted by symbol.
    pub callees: Vec<CallGroup>,
}

/// An out-of-line instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstanceView {
    /// Its symbol, if the symbol table has one.
    pub symbol: Option<String>,
    /// Its entry.
    pub address: String,
    /// Other symbols at the entry.
    pub aliases: Vec<String>,
    /// `.cold` symbols.
    pub cold_symbols: Vec<String>,
    /// `function`, `untyped`, `thunk`, `plt` or `tracer`.
    pub kind: &'static str,
    /// `declared`, `suffix` or `nocall`.
    pub abi: &'static str,
    /// Bytes of code, the `.cold` part included.
    pub size: u64,
    /// Section of the entry.
    pub section: String,
    /// First address and the one behind the last, hot part first.
    pub ranges: Vec<(String, String)>,
    /// What says that the code is the function's.
    pub evidence: Option<OwnEvidence>,
    /// Other source functions with this body.
    pub folded_with: Vec<FunctionRow>,
}

/// An instance that holds inlined instances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostView {
    /// The instance.
    #[serde(flatten)]
    pub host: InstanceRow,
    /// How many inlined instances of the function it holds.
    pub copies: usize,
    /// The shortest chain, from the host down to the function.
    pub chain: Vec<ChainStep>,
}

/// Calls between the function and one other instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallGroup {
    /// The other side.
    #[serde(flatten)]
    pub other: InstanceRow,
    /// The instructions, sorted by address.
    pub sites: Vec<Site>,
}
