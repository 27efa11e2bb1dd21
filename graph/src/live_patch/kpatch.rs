//! `.kpatch.funcs`: an array of `struct kpatch_patch_func` (`kmod/patch/kpatch-patch.h` of
//! kpatch): new address, new size, old address, old size, sympos, name, object.

use super::PatchedFunction;
use super::contents::{Contents, LONG};
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
    let entries = contents.entries(&[".kpatch.funcs"], STRIDE, notices)?;
    let mut found = Vec::new();
    for at in entries {
        let (Some(old_name), Some(object)) = (contents.text(at + NAME), contents.text(at + OBJECT))
        else {
            let text = "the function's name or object cannot be read";
            notices.push(Notice::incomplete(contents.place(at), text));
            continue;
        };
        found.push(PatchedFunction {
            object: Some(object).filter(|name| name != "vmlinux"),
            old_name,
            old_sympos: contents.number(at + SYMPOS, 8).unwrap_or(0),
            new_function: contents.pointer(at).and_then(|new| contents.symbol(new)),
            place: contents.place(at),
        });
    }
    Some(found)
}
