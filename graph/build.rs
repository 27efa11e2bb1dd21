//! Tells an index of this build of the reader from that of any other: a checksum over its
//! sources, for whoever builds klpscope from a checkout and keeps the cache.

use std::path::{Path, PathBuf};
use std::{fs, io};

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { &mut folders } else { &mut files }.push(path);
        }
    }
    files.sort();
    let mut hasher = crc32fast::Hasher::new();
    for file in &files {
        hasher.update(name(file).as_bytes());
        hasher.update(&fs::read(file)?);
    }
    println!("cargo::rustc-env=KLPSCOPE_READER={:08x}", hasher.finalize());
    println!("cargo::rerun-if-changed=src");
    Ok(())
}

/// The same on every system.
fn name(file: &Path) -> String {
    file.to_string_lossy().replace('\\', "/")
}
