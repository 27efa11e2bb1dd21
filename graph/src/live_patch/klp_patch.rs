//! Static data of type `struct klp_patch`, as a module writes it by hand: its objects and
//! their functions end with an empty entry (`klp_for_each_object_static`,
//! `klp_for_each_func_static` of `include/linux/livepatch.h`). Where the members lie tells
//! the module's DWARF, for the types differ from release to release.

use super::PatchedFunction;
use super::contents::Contents;
use crate::dwarf::{DwarfSections, StructLayout, StructLayouts};
use crate::error::ErrorKind;
use crate::notice::Notice;

/// Entries followed; an array that is longer has no end.
const MOST: u64 = 1 << 16;

/// Where the members lie that matter.
struct Layouts {
    objects_of_patch: u64,
    object: u64,
    name_of_object: u64,
    functions_of_object: u64,
    function: u64,
    old_name: u64,
    new_func: u64,
    old_sympos: u64,
}

/// The functions; `None` if the module has no such data.
pub(super) fn read(
    contents: &Contents<'_, '_>,
    notices: &mut Vec<Notice>,
) -> Result<Option<Vec<PatchedFunction>>, ErrorKind> {
    if !contents.image.has_dwarf() {
        return Ok(None);
    }
    let dwarf = DwarfSections::load(contents.image)?;
    let (found, damage) = dwarf.structs(&["klp_patch", "klp_object", "klp_func"], "klp_patch");
    notices.extend(damage);
    let Some(layouts) = layouts(&found) else { return Ok(None) };
    let mut functions = Vec::new();
    for &patch in &found.variables {
        let Some(objects) = contents.pointer(patch.wrapping_add(layouts.objects_of_patch)) else {
            let text = "a struct klp_patch without objects that the file holds: what it replaces is decided when the module is loaded";
            notices.push(Notice::incomplete(contents.place(patch), text));
            continue;
        };
        each_object(contents, &layouts, objects, &mut functions, notices);
    }
    Ok((!found.variables.is_empty()).then_some(functions))
}

fn layouts(found: &StructLayouts) -> Option<Layouts> {
    let of = |name: &str| found.structs.get(name);
    let offset = |layout: &StructLayout, name: &str| layout.members.get(name).copied();
    let (patch, object, function) = (of("klp_patch")?, of("klp_object")?, of("klp_func")?);
    Some(Layouts {
        objects_of_patch: offset(patch, "objs")?,
        object: object.size,
        name_of_object: offset(object, "name")?,
        functions_of_object: offset(object, "funcs")?,
        function: function.size,
        old_name: offset(function, "old_name")?,
        new_func: offset(function, "new_func")?,
        // Since Linux 4.5.
        old_sympos: offset(function, "old_sympos")?,
    })
}

fn each_object(
    contents: &Contents<'_, '_>,
    layouts: &Layouts,
    objects: u64,
    found: &mut Vec<PatchedFunction>,
    notices: &mut Vec<Notice>,
) {
    for number in 0..MOST {
        let at = objects.wrapping_add(number.wrapping_mul(layouts.object));
        let name = contents.text(at.wrapping_add(layouts.name_of_object));
        let functions = contents.pointer(at.wrapping_add(layouts.functions_of_object));
        match functions {
            Some(functions) => each_function(contents, layouts, (&name, functions), found, notices),
            None if name.is_none() => return,
            // An object of callbacks alone.
            None => {}
        }
    }
    endless(contents, objects, notices);
}

fn each_function(
    contents: &Contents<'_, '_>,
    layouts: &Layouts,
    (object, functions): (&Option<String>, u64),
    found: &mut Vec<PatchedFunction>,
    notices: &mut Vec<Notice>,
) {
    for number in 0..MOST {
        let at = functions.wrapping_add(number.wrapping_mul(layouts.function));
        let new = contents.pointer(at.wrapping_add(layouts.new_func));
        match contents.text(at.wrapping_add(layouts.old_name)) {
            Some(old_name) => found.push(PatchedFunction {
                object: object.clone(),
                old_name,
                old_sympos: contents.number(at.wrapping_add(layouts.old_sympos), 8).unwrap_or(0),
                new_function: new.and_then(|new| contents.symbol(new)),
                place: contents.place(at),
            }),
            None if new.is_none() => return,
            None => {
                let text = "a struct klp_func with new code, but without a name";
                notices.push(Notice::incomplete(contents.place(at), text));
            }
        }
    }
    endless(contents, functions, notices);
}

fn endless(contents: &Contents<'_, '_>, at: u64, notices: &mut Vec<Notice>) {
    let text = format!("an array of more than {MOST} entries: the rest is not read");
    notices.push(Notice::incomplete(contents.place(at), text));
}
