//! Packed rows read as what they mean. A view is a position: it holds no row, and reads a
//! number when it is asked for it, so that what nobody asks for is not touched.

mod all_symbols;
mod call;
mod decode;
mod function;
mod inlined;
mod instance;
mod kernel;
mod symbols_named;

pub use call::Call;
pub use function::{SourceFunction, Symbol, Unit};
pub use inlined::Inlined;
pub use instance::Instance;
