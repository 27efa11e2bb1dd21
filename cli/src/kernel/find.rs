//! Folders of a system, or a build tree -> the files of a kernel.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::layout::{self, BOOT, BUILD, DEBUG_MODULES, MODULES};
use super::{KernelFiles, Member};
use crate::failure::Failure;

/// Links that lead to links; more are taken for a circle.
const LINKS: usize = 8;

/// What could not be looked into, and why.
pub(super) type Lost = BTreeMap<PathBuf, String>;

/// The kernel of `release` below `root`; without a release the only one there.
pub(super) fn find(root: &Path, release: Option<&str>) -> Result<KernelFiles, Failure> {
    if !root.is_dir() {
        return Err(wrong(
            format!("--root {} is no folder", root.display()),
            "name the / of an unpacked package or image, or a build tree".to_owned(),
        ));
    }
    if root.join("vmlinux").is_file() {
        return build_tree(root, release);
    }
    let mut lost = Lost::new();
    let there = releases(root, &mut lost);
    match release {
        Some(release) if there.contains(release) => Ok(installed(root, release, Lost::new())),
        Some(release) => Err(not_there(root, release, &there, &lost)),
        // Another release may be where nobody could look: that it is the only one is not known.
        None => Ok(installed(root, only_one(root, &there, &lost)?, lost)),
    }
}

fn installed(root: &Path, release: &str, mut lost: Lost) -> KernelFiles {
    let mut vmlinux = Member { name: "vmlinux".to_owned(), ..Member::default() };
    let (mut seen, mut of_kernel) = (BTreeSet::new(), Lost::new());
    let mut distinct = |paths: Vec<String>| -> Vec<PathBuf> {
        let files = paths.iter().filter_map(|path| file_in(root, &root.join(path), &mut of_kernel));
        files.filter(|file| seen.insert(same(file))).collect()
    };
    vmlinux.debug = distinct(layout::debug_vmlinux(release));
    vmlinux.shipped = distinct(layout::shipped_vmlinux(release));
    // Of its places one is enough.
    if vmlinux.places().next().is_none() {
        lost.append(&mut of_kernel);
    }
    let mut modules = BTreeMap::new();
    for folder in folders(root, &DEBUG_MODULES, release, &mut lost) {
        add_modules((root, &folder), &mut modules, &mut lost, |member| &mut member.debug);
    }
    for folder in folders(root, &MODULES, release, &mut lost) {
        add_modules((root, &folder), &mut modules, &mut lost, |member| &mut member.shipped);
    }
    let symvers = layout::symvers(release);
    KernelFiles {
        release: Some(release.to_owned()),
        root: root.to_owned(),
        members: [vmlinux].into_iter().chain(modules.into_values()).collect(),
        symvers: symvers.iter().find_map(|path| file_in(root, &root.join(path), &mut lost)),
        lost,
    }
}

fn build_tree(root: &Path, release: Option<&str>) -> Result<KernelFiles, Failure> {
    // Written by the kernel's Makefile.
    let own = fs::read_to_string(root.join("include/config/kernel.release")).ok();
    let own = own.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if let (Some(release), Some(own)) = (release, &own)
        && release != own
    {
        return Err(wrong(
            format!("the build tree {} is of {own}, not of {release}", root.display()),
            format!("leave --kernel away, or name {own}"),
        ));
    }
    let debug = vec![root.join("vmlinux")];
    let vmlinux = Member { name: "vmlinux".to_owned(), debug, ..Member::default() };
    let (mut modules, mut lost) = (BTreeMap::new(), Lost::new());
    add_modules((root, root), &mut modules, &mut lost, |member| &mut member.debug);
    let symvers = Some(root.join("Module.symvers")).filter(|path| path.is_file());
    Ok(KernelFiles {
        release: release.map(str::to_owned).or(own),
        root: root.to_owned(),
        members: [vmlinux].into_iter().chain(modules.into_values()).collect(),
        symvers,
        lost,
    })
}

/// The folders of a release, each once: `/lib` may be `/usr/lib`.
fn folders(root: &Path, parents: &[&str], release: &str, lost: &mut Lost) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    let all = parents.iter().map(|parent| root.join(parent).join(release));
    all.filter(|folder| is_folder(folder, lost) && seen.insert(same(folder))).collect()
}

/// Whether there is a folder of that name; if that cannot be told it goes to `lost`.
fn is_folder(path: &Path, lost: &mut Lost) -> bool {
    match path.metadata() {
        Ok(data) => data.is_dir(),
        Err(error) => {
            if !is_absent(&error) {
                lost.insert(path.to_owned(), format!("cannot be looked at ({error})"));
            }
            false
        }
    }
}

/// Nothing has that name: it was only one of the places to look.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Adds the modules below a folder to the place of their kind. Folders behind links are
/// other trees (`build`, `source`), and may be circles.
fn add_modules(
    (root, top): (&Path, &Path),
    modules: &mut BTreeMap<String, Member>,
    lost: &mut Lost,
    kind: impl Fn(&mut Member) -> &mut Vec<PathBuf>,
) {
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in entries(&folder, lost) {
            let path = entry.path();
            let of_entry = match entry.file_type() {
                Ok(of_entry) => of_entry,
                Err(error) => {
                    lost.insert(path, format!("cannot be looked at ({error})"));
                    continue;
                }
            };
            if of_entry.is_dir() {
                let is_build = folder == top && BUILD.iter().any(|name| path.ends_with(name));
                if !is_build {
                    folders.push(path);
                }
                continue;
            }
            let below = path.strip_prefix(top).ok().map(|path| path.to_string_lossy());
            let Some(stem) = below.as_deref().and_then(layout::module_stem) else { continue };
            if let Some(file) = file_in(root, &path, lost) {
                let empty = || Member { name: stem.to_owned(), ..Member::default() };
                kind(modules.entry(stem.to_owned()).or_insert_with(empty)).push(file);
            }
        }
    }
    // The order of a folder's entries is any.
    modules.values_mut().for_each(|member| kind(member).sort());
}

/// What a folder holds; what cannot be told of it goes to `lost`.
fn entries(folder: &Path, lost: &mut Lost) -> Vec<fs::DirEntry> {
    let read = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    read.unwrap_or_else(|error| {
        lost.insert(folder.to_owned(), format!("cannot be looked into ({error})"));
        Vec::new()
    })
}

/// The file, if it is one: behind a link with a full path it lies below `root`. A link that
/// leads to none goes to `lost`.
fn file_in(root: &Path, path: &Path, lost: &mut Lost) -> Option<PathBuf> {
    let mut file = path.to_owned();
    for _ in 0..LINKS {
        match fs::read_link(&file) {
            Ok(target) if target.is_absolute() && root != Path::new("/") => {
                file = root.join(target.strip_prefix("/").unwrap_or(&target));
            }
            // Relative ones lead below the root by themselves.
            _ => match fs::metadata(&file) {
                Ok(data) => return data.is_file().then_some(file),
                // Not there at all: then it was only one of the places to look.
                Err(error) if error.kind() == io::ErrorKind::NotFound && !is_link(path) => {
                    return None;
                }
                Err(error) => {
                    lost.insert(path.to_owned(), format!("leads to no file ({error})"));
                    return None;
                }
            },
        }
    }
    lost.insert(path.to_owned(), format!("leads through more than {LINKS} links"));
    None
}

fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|data| data.is_symlink())
}

/// What is the same for two names of one file or folder.
fn same(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The releases of which there is something below `root`; folders that do not tell go to `lost`.
fn releases(root: &Path, lost: &mut Lost) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for parent in MODULES.iter().chain(&DEBUG_MODULES).map(|parent| root.join(parent)) {
        for name in names(&parent, lost) {
            if is_folder(&parent.join(&name), lost) {
                found.insert(name);
            }
        }
    }
    for name in BOOT.iter().flat_map(|folder| names(&root.join(folder), lost)) {
        let Some(release) = name.strip_prefix("vmlinux-") else { continue };
        let release = release.strip_suffix(".debug").unwrap_or(release);
        let packed = layout::PACKED.iter().find_map(|suffix| release.strip_suffix(suffix));
        found.insert(packed.unwrap_or(release).to_owned());
    }
    found
}

/// The names in one of the folders where releases may be; no release has one that is no text.
fn names(folder: &Path, lost: &mut Lost) -> Vec<String> {
    if !is_folder(folder, lost) {
        return Vec::new();
    }
    let entries = entries(folder, lost).into_iter();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

fn only_one<'r>(root: &Path, there: &'r BTreeSet<String>, lost: &Lost) -> Result<&'r str, Failure> {
    let mut all = there.iter();
    match (all.next(), all.next()) {
        (Some(release), None) => Ok(release),
        (None, _) => Err(nothing(root, lost)),
        (Some(_), Some(_)) => Err(wrong(
            format!("there are {} kernels below {}", there.len(), root.display()),
            format!("name one with --kernel: {}", list(there)),
        )),
    }
}

fn not_there(root: &Path, release: &str, there: &BTreeSet<String>, lost: &Lost) -> Failure {
    if there.is_empty() {
        return nothing(root, lost);
    }
    let problem = format!("there is no kernel {release} below {}{}", root.display(), told(lost));
    wrong(problem, format!("there are: {}", list(there)))
}

fn nothing(root: &Path, lost: &Lost) -> Failure {
    let root = root.display();
    wrong(
        format!("there is no kernel below {root}: no vmlinux and no modules{}", told(lost)),
        "name with --root the / of an unpacked package or image, or a build tree".to_owned(),
    )
}

/// Where it may be none the less.
fn told(lost: &Lost) -> String {
    lost.iter().map(|(path, why)| format!("; {} {why}", path.display())).collect()
}

fn list(there: &BTreeSet<String>) -> String {
    there.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn wrong(problem: String, hint: String) -> Failure {
    Failure::Usage { problem, hint }
}
