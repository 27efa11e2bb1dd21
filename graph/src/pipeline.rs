//! The way from a path to a program: files, image, DWARF, then the graph.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::dump::{self, Records};
use crate::dwarf::{DwarfRows, DwarfSections};
use crate::error::{Error, ErrorKind};
use crate::id::Addr;
use crate::image::{ElfKind, Image, identity, is_linkage};
use crate::load::{self, Bytes};
use crate::notice::Notice;
use crate::program::builder::ImageFacts;
use crate::program::{Files, ObjectInfo, Program, SectionInfo, builder};
use crate::source::{self, SourceFile};
use crate::{Input, Stage};

/// Reads the input.
pub(crate) fn run(
    input: &Input,
    progress: &(dyn Fn(Stage) + Sync),
) -> Result<(Program, Vec<Notice>), Error> {
    progress(Stage::Image);
    let bytes = Arc::new(load::open(&input.path)?);
    let read = read(input, &bytes, progress);
    // What is gone, or is new, would be the reason for whatever came of it.
    bytes.check_unwritten()?;
    read
}

/// Reads the input whose file is open.
fn read(
    input: &Input,
    bytes: &Arc<Bytes>,
    progress: &(dyn Fn(Stage) + Sync),
) -> Result<(Program, Vec<Notice>), Error> {
    let image = Image::parse(bytes).map_err(|kind| Error::new(&input.path, kind))?;
    let mut notices = Vec::new();
    let separate = separate_debug_file(input, &image, &mut notices)?.map(Arc::new);
    let debug_image = match &separate {
        Some(bytes) => Some(Image::parse(bytes).map_err(|kind| Error::new(&bytes.path, kind))?),
        None => None,
    };
    let debug_path = separate.as_ref().map_or(&input.path, |bytes| &bytes.path);
    let debug = debug_image.as_ref().unwrap_or(&image);
    if !debug.has_dwarf() {
        return Err(Error::new(&input.path, missing(&image, debug_image.is_some())));
    }

    progress(Stage::Dwarf);
    let dwarf = DwarfSections::load(debug).map_err(|kind| Error::new(debug_path, kind))?;
    let arch = builder::arch(&image).filter(|_| image.has_code());
    let mut object = ObjectInfo {
        path: input.path.clone(),
        called: None,
        debug_file: separate.as_ref().map(|bytes| bytes.path.clone()),
        build_id: image.build_id(),
        kind: image.kind,
        machine: identity::machine_name(image.machine, image.big_endian),
        big_endian: image.big_endian,
        decoded: arch.is_some(),
        source_root: None,
        sections: sections(&image),
    };
    let symbols = if image.symtab_len() < debug.symtab_len() { debug } else { &image };
    let ((rows, found), facts) =
        rayon::join(|| dwarf.rows(), || ImageFacts::read(&image, symbols, &object.name()));
    notices.extend(found);
    object.source_root = source_root(&rows.paths);

    progress(Stage::Code);
    notices.extend(undecoded(&object, &image));
    damaged_sections(&image, &mut notices);
    let records = records(input, progress, &mut notices)?;
    let sources = sources(input, &rows, progress, &mut notices)?;
    let layers = builder::Layers {
        object,
        image: &image,
        symbols,
        dwarf: &dwarf,
        units: &rows.units,
        rows: &rows,
        arch,
        records: &records,
        sources: &sources,
        files: Files { image: Arc::clone(bytes), debug: separate.clone() },
    };
    let mut program = builder::build(layers, facts, &mut notices);
    if let Some(separate) = &separate {
        separate.check_unwritten()?;
    }
    notices.sort();
    notices.dedup();
    program.notices.clone_from(&notices);
    Ok((program, notices))
}

/// What the compilers recorded, if the user has it.
fn records(
    input: &Input,
    progress: &(dyn Fn(Stage) + Sync),
    notices: &mut Vec<Notice>,
) -> Result<Records, Error> {
    if input.ipa_clones.is_empty() && input.opt_remarks.is_empty() {
        return Ok(Records::default());
    }
    progress(Stage::Records);
    let (records, found) = dump::read(&input.ipa_clones, &input.opt_remarks)?;
    notices.extend(found);
    if records.dumps.is_empty() {
        let text = "no compiler record was found in what was named";
        notices.push(Notice::incomplete("--ipa-clones, --opt-remarks", text));
    }
    Ok(records)
}

/// What the C sources say, if the user has them.
fn sources(
    input: &Input,
    rows: &DwarfRows<'_>,
    progress: &(dyn Fn(Stage) + Sync),
    notices: &mut Vec<Notice>,
) -> Result<Vec<SourceFile>, Error> {
    if input.sources.is_empty() {
        return Ok(Vec::new());
    }
    progress(Stage::Sources);
    let named = rows.paths.iter().chain(rows.units.iter().map(|unit| &unit.name));
    source::read(&input.sources, &named.map(String::as_str).collect(), notices)
}

/// The debug file the user named, or the one that build-id or debuglink lead to.
pub(crate) fn separate_debug_file(
    input: &Input,
    image: &Image<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Option<Bytes>, Error> {
    if let Some(path) = &input.debug_file {
        let bytes = load::open(path)?;
        belongs(&bytes, image, None).map_err(|problem| {
            Error::new(path, ErrorKind::WrongDebugFile { of: input.path.clone(), problem })
        })?;
        return Ok(Some(bytes));
    }
    if image.has_dwarf() {
        return Ok(None);
    }
    let build_id = image.build_id();
    let link = image.debuglink();
    let name = link.as_ref().map(|link| link.0.as_str());
    let root = input.root.as_deref().unwrap_or(Path::new("/"));
    for path in load::debug_file_candidates(&input.path, root, build_id.as_deref(), name) {
        let bytes = load::open(&path)?;
        match belongs(&bytes, image, link.as_ref().map(|link| link.1)) {
            Ok(()) => return Ok(Some(bytes)),
            Err(problem) => notices.push(Notice::note(path.display().to_string(), problem)),
        }
    }
    Ok(None)
}

/// Checks that a debug file is of the same build: by build-id where both have one,
/// else by the CRC-32 of the debuglink.
fn belongs(bytes: &Bytes, image: &Image<'_>, crc: Option<u32>) -> Result<(), String> {
    let debug = Image::parse(bytes).map_err(|kind| kind.to_string())?;
    match (image.build_id(), debug.build_id(), crc) {
        (Some(ours), Some(theirs), _) if ours == theirs => Ok(()),
        (Some(ours), Some(theirs), _) => Err(format!("build-id {theirs}, expected {ours}")),
        (_, _, Some(crc)) if crc32fast::hash(bytes) != crc => {
            Err("its CRC-32 is not that of .gnu_debuglink".to_owned())
        }
        _ => Ok(()),
    }
}

/// Why there is no DWARF, or what was looked for.
fn missing(image: &Image<'_>, separate: bool) -> ErrorKind {
    if separate {
        return ErrorKind::NoDwarf("nor has its debug file".to_owned());
    }
    // GCC's -flto without -ffat-lto-objects (corpus case lto-slim-object).
    let is_lto = image.sections.iter().any(|section| section.name.starts_with(".gnu.lto_"));
    if is_lto && image.kind == ElfKind::Relocatable {
        return ErrorKind::NotLinked("an LTO object that was not linked");
    }
    let link = image.debuglink().map(|link| link.0);
    ErrorKind::NoDwarf(match (image.build_id(), link) {
        (Some(id), Some(link)) => format!("no file with build-id {id}, nor {link}, was found"),
        (Some(id), None) => format!("no debug file with build-id {id} was found"),
        (None, Some(link)) => format!("its debug file {link} was not found"),
        (None, None) => "compile with -g, or do not strip".to_owned(),
    })
}

/// Why calls are not decoded, where they are not.
fn undecoded(object: &ObjectInfo, image: &Image<'_>) -> Option<Notice> {
    let calls = "calls come from DWARF call sites alone";
    let text = if !image.has_code() {
        format!(
            "its code is in another file (objcopy --only-keep-debug): {calls}; name that file, and this one by --debug-file"
        )
    } else if !object.decoded {
        format!("machine code of {} is not decoded: {calls}", object.machine)
    } else {
        return None;
    };
    Some(Notice::incomplete(object.name(), text))
}

fn damaged_sections(image: &Image<'_>, notices: &mut Vec<Notice>) {
    for section in &image.sections {
        if let Some(damage) = &section.damage {
            notices.push(Notice::incomplete(
                format!("section {} at file offset {:#x}", section.name, section.file_offset),
                damage.clone(),
            ));
        }
    }
}

fn sections(image: &Image<'_>) -> Vec<SectionInfo> {
    let mut sections: Vec<_> = image
        .sections
        .iter()
        .filter(|section| section.executable && section.alloc && section.size > 0)
        .map(|section| SectionInfo {
            name: section.name.clone(),
            address: Addr(section.address),
            size: section.size,
            linkage: image.kind != ElfKind::Relocatable && is_linkage(&section.name),
        })
        .collect();
    sections.sort_by_key(|section| (section.address, section.size));
    sections
}

/// The deepest directory that nine tenths of the source files lie in, those of the
/// system left aside. Not the compile directory: a kernel may be built, and LTO
/// linked, anywhere.
fn source_root(paths: &[String]) -> Option<String> {
    let files = paths.iter().map(String::as_str);
    let files: BTreeSet<&str> = files.filter(|file| !file.starts_with("/usr/")).collect();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files.iter().filter(|file| file.starts_with('/')) {
        for (at, _) in file.match_indices('/') {
            *count.entry(&file[..=at]).or_default() += 1;
        }
    }
    let common = count.into_iter().filter(|&(_, count)| 10 * count >= 9 * files.len());
    let deepest = common.map(|(dir, _)| dir).max_by_key(|dir| dir.len())?;
    (deepest.len() > 1).then(|| deepest.to_owned())
}
