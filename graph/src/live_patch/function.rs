//! One entry of a module's tables -> the function that it replaces. The three shapes differ
//! only in where its parts stand.

use super::PatchedFunction;
use super::contents::{Contents, LONG, Pointer, Text};
use crate::notice::Notice;

/// How the kernel itself is called by tools that name it.
const VMLINUX: &str = "vmlinux";

/// Functions read of a module: arrays that share their entries must not grow without bound.
pub(super) const MOST: usize = 1 << 16;

/// Where the parts of an entry stand.
pub(super) struct Entry {
    /// The entry itself.
    pub(super) at: u64,
    pub(super) old_name: u64,
    pub(super) new_function: u64,
    pub(super) old_sympos: u64,
}

/// The object of a name, `None` for vmlinux; `Err` if the name cannot be read.
pub(super) fn object(name: Text) -> Result<Option<String>, ()> {
    match name {
        Text::Null => Ok(None),
        Text::Is(name) => Ok(Some(name).filter(|name| name != VMLINUX)),
        Text::Unknown => Err(()),
    }
}

impl Entry {
    /// True for an entry that ends an array (`klp_for_each_func_static` of
    /// `include/linux/livepatch.h`).
    pub(super) fn is_end(&self, contents: &Contents<'_, '_>) -> bool {
        contents.text(self.old_name) == Text::Null
            && contents.pointer(self.new_function) == Pointer::Null
            && contents.number(self.old_sympos, LONG as usize) == Some(0)
    }

    /// The function; `None`, and a notice, if it cannot be told.
    pub(super) fn read(
        &self,
        contents: &Contents<'_, '_>,
        object: Option<&str>,
        notices: &mut Vec<Notice>,
    ) -> Option<PatchedFunction> {
        let Text::Is(old_name) = contents.text(self.old_name) else {
            let text = "the name of the function to be replaced cannot be read: it is unknown";
            notices.push(contents.lost(self.at, text));
            return None;
        };
        let Some(old_sympos) = contents.number(self.old_sympos, LONG as usize) else {
            let text =
                format!("the old_sympos of {old_name} cannot be read: what it replaces is unknown");
            notices.push(contents.lost(self.at, text));
            return None;
        };
        let new_function = match contents.pointer(self.new_function) {
            Pointer::To(new) => contents.symbol(new),
            Pointer::Null | Pointer::Elsewhere | Pointer::Unknown => None,
        };
        Some(PatchedFunction {
            object: object.map(str::to_owned),
            old_name,
            old_sympos,
            new_function,
            place: contents.place(self.at),
        })
    }
}
