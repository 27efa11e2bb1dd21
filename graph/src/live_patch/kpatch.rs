//! `.kpatch.funcs`: an array of `struct kpatch_patch_func` (`kmod/patch/kpatch-patch.h` of
//! kpatch): new address, new size, old address, old size, sympos, name, object.

use super::PatchedFunction;
use super::contents::{Contents, LONG, Text};
use super::function::{self, Entry};
use crate::notice::Notice;

const STRIDE: u64 = 7 * LONG;
const SYMPOS: u64 = 4 * LONG;
const NAME: u64 = 5 * LONG;
const OBJECT: u64 = 6 * LONG;

/// The functions; `None` if the module was not made by kpatch-build.
pub(super) fn read(
    contents: &Contents<'_, '_>,
    notices: &mut Vec<Notice>,
) -> Option<Vec<PatchedFunction>> {
    let entries = contents.entries(&[".kpatch.funcs"], STRIDE as usize, notices)?;
    let mut found = Vec::new();
    for at in entries {
        let name = contents.text(at + OBJECT);
        // kpatch-build names vmlinux too.
        let (Ok(object), false) = (function::object(name.clone()), name == Text::Null) else {
            let text = "the function's object cannot be read: what it replaces is unknown";
            notices.push(contents.lost(at, text));
            continue;
        };
        let entry = Entry { at, old_name: at + NAME, new_function: at, old_sympos: at + SYMPOS };
        found.extend(entry.read(contents, object.as_deref(), notices));
    }
    Some(found)
}
