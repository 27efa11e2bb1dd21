//! `.init.klp_objects`: an array of `struct klp_object_ext`, each with an array of
//! `struct klp_func_ext` (`include/linux/livepatch_external.h`, Linux 6.19): name, functions,
//! four callbacks and a flag, number of functions; old name, new function, sympos.

use super::PatchedFunction;
use super::contents::{Contents, LONG};
use crate::notice::Notice;

/// `KLP_OBJECTS_SEC` of objtool, and what it was at first.
const SECTIONS: &[&str] = &[".init.klp_objects", "__klp_objects"];
const OBJECT: u64 = 8 * LONG;
const FUNCTIONS: u64 = LONG;
const COUNT: u64 = 7 * LONG;
const FUNCTION: u64 = 3 * LONG;
const NEW: u64 = LONG;
const SYMPOS: u64 = 2 * LONG;

/// The functions; `None` if the module was not made by klp-build.
pub(super) fn read(
    contents: &Contents<'_, '_>,
    notices: &mut Vec<Notice>,
) -> Option<Vec<PatchedFunction>> {
    let objects = contents.entries(SECTIONS, OBJECT, notices)?;
    let mut found = Vec::new();
    for object in objects {
        let name = contents.text(object);
        let count = contents.number(object + COUNT, 4).unwrap_or(0);
        let Some(functions) = contents.pointer(object + FUNCTIONS) else {
            let text = "the object's functions cannot be found";
            notices.push(Notice::incomplete(contents.place(object), text));
            continue;
        };
        for at in (0..count).map(|number| functions.wrapping_add(number * FUNCTION)) {
            let Some(old_name) = contents.text(at) else {
                let text = "the function's name cannot be read; what follows it is unknown";
                notices.push(Notice::incomplete(contents.place(at), text));
                break;
            };
            found.push(PatchedFunction {
                object: name.clone().filter(|name| name != "vmlinux"),
                old_name,
                old_sympos: contents.number(at + SYMPOS, 8).unwrap_or(0),
                new_function: contents.pointer(at + NEW).and_then(|new| contents.symbol(new)),
                place: contents.place(at),
            });
        }
    }
    Some(found)
}
