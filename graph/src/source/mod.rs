//! C sources -> which names are called where, before anyone knows what they mean:
//! definitions, uses of names, macros. The only folder that names `tree_sitter`.

mod expand;
mod files;
mod macros;
mod syntax;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rayon::prelude::*;

pub(crate) use expand::Expander;
pub(crate) use macros::Macro;
pub(crate) use syntax::{Definition, Use};

use self::files::Text;
use crate::error::Error;
use crate::notice::Notice;

/// A C file, as far as calls are concerned.
#[derive(Debug, Default)]
pub(crate) struct SourceFile {
    /// Its paths as the debug information writes them, or would: mostly one.
    pub(crate) paths: Vec<String>,
    /// True if the debug information names it.
    pub(crate) is_known: bool,
    /// Functions, in the order of their text.
    pub(crate) definitions: Vec<Definition>,
    /// Names followed by `(`, and those of object-like macros, in the order of the text.
    pub(crate) uses: Vec<Use>,
    /// Macros that the file defines.
    pub(crate) macros: Vec<Macro>,
}

/// Reads the C files below `roots` that belong to a program whose debug information
/// names the files `known`: those files, and headers beside them.
///
/// # Errors
/// If a folder or file cannot be read. What cannot be parsed becomes a notice.
pub(crate) fn read(
    roots: &[PathBuf],
    known: &BTreeSet<&str>,
    notices: &mut Vec<Notice>,
) -> Result<Vec<SourceFile>, Error> {
    let found = files::find(roots, known, notices)?;
    // Macros first: only then can a bare name be told to be a use of one.
    let texts: Vec<_> = found.into_par_iter().map(files::Found::text).collect::<Result<_, _>>()?;
    let macros: Vec<_> = texts.par_iter().map(|text| macros::definitions(&text.bytes)).collect();
    let objects: BTreeSet<&str> = macros.iter().flatten().filter_map(Macro::bare_name).collect();
    let parsed: Vec<_> = texts.par_iter().map(|text| parse(text, &objects)).collect();
    let mut files = Vec::new();
    let mut unparsed = BTreeMap::new();
    for ((text, syntax), macros) in texts.into_iter().zip(parsed).zip(macros) {
        let Some((definitions, uses)) = syntax else {
            unparsed.insert(text.file.display().to_string(), ());
            continue;
        };
        let (paths, is_known) = (text.paths, text.is_known);
        files.push(SourceFile { paths, is_known, definitions, uses, macros });
    }
    notices.extend(unparsed.into_keys().map(|file| {
        Notice::incomplete(file, "cannot be parsed as C: calls in it are not seen as source")
    }));
    Ok(files)
}

/// Of a header without trace only bodies matter, and many hold nothing but constants.
fn parse(text: &Text, objects: &BTreeSet<&str>) -> Option<(Vec<Definition>, Vec<Use>)> {
    if !text.is_known && !text.bytes.contains(&b'{') {
        return Some(Default::default());
    }
    syntax::parse(&text.bytes, objects)
}

impl SourceFile {
    /// True for a file that is compiled on its own, by its name.
    pub(crate) fn is_unit(&self) -> bool {
        self.paths.iter().any(|path| path.ends_with(".c"))
    }
}
