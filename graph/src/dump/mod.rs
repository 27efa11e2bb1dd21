//! Compiler records -> one shape of recorded inlining.
//!
//! GCC (`-fdump-ipa-clones`) and LLVM (`-fsave-optimization-record`) write down what
//! they inlined while they did it. Each record is replayed in its order ([`replay`]);
//! what comes out is, for each machine function that the compiler named, the source
//! functions whose bodies it swallowed. A record says that a body landed there, also where
//! later passes left nothing of it: [`Records`] is an upper bound, and whoever
//! reads it has the binary to compare with.
//!
//! ```text
//! source ──> ipa_clones ──> gcc ──┐
//!     └────> opt_remarks ─> llvm ─┴─(replay)─> records
//! ```

mod function;
mod gcc;
mod ipa_clones;
mod line;
mod llvm;
mod opt_remarks;
mod records;
mod replay;
mod source;

use std::path::PathBuf;

use crate::error::Error;
use crate::notice::Notice;

pub(crate) use function::RecordedFunction;
pub(crate) use records::{DumpStage, RecordedNode, Records};

/// Reads compiler records: files, directories and archives of either kind.
///
/// # Errors
/// When a path cannot be opened or a stream breaks off. What a record says wrongly or not
/// at all becomes a notice.
pub(crate) fn read(
    ipa_clones: &[PathBuf],
    opt_remarks: &[PathBuf],
) -> Result<(Records, Vec<Notice>), Error> {
    let mut gather = records::Gather::default();
    gcc::read(ipa_clones, &mut gather)?;
    llvm::read(opt_remarks, &mut gather)?;
    Ok(gather.finish())
}
