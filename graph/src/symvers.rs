//! `Module.symvers` -> which object of a kernel exports a symbol.
//!
//! A line each: CRC, symbol, object (`vmlinux`, or the path of a module without `.ko`), how it
//! is exported, namespace; tabs between (`scripts/mod/modpost.c`, `write_dump`).

use std::path::Path;

use crate::error::Error;
use crate::load;
use crate::program::Export;

/// An export that the file tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownExport {
    /// The symbol.
    pub symbol: String,
    /// `vmlinux`, or the name of the module: `-` is `_`.
    pub object: String,
    /// To whom.
    pub export: Export,
}

/// What the file tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symvers {
    /// One for each line.
    pub exports: Vec<KnownExport>,
    /// Numbers of the lines of another form, counted from 1: what they export is unknown.
    pub odd: Vec<usize>,
}

/// Reads the file, which may be compressed.
///
/// # Errors
/// When the file cannot be read.
pub fn read_symvers(path: &Path) -> Result<Symvers, Error> {
    let bytes = load::open(path)?;
    let symvers = lines(&bytes);
    bytes.check()?;
    Ok(symvers)
}

fn lines(bytes: &[u8]) -> Symvers {
    let mut symvers = Symvers::default();
    for (at, text) in bytes.split(|&byte| byte == b'\n').enumerate() {
        match line(text) {
            Some(export) => symvers.exports.push(export),
            None if text.is_empty() => {}
            None => symvers.odd.push(at + 1),
        }
    }
    symvers
}

fn line(line: &[u8]) -> Option<KnownExport> {
    let mut fields = std::str::from_utf8(line).ok()?.split('\t').skip(1);
    let (symbol, path, how) = (fields.next()?, fields.next()?, fields.next()?);
    let file = path.rsplit('/').next().unwrap_or(path);
    let export = match how.trim_end() {
        "EXPORT_SYMBOL" => Export::Any,
        "EXPORT_SYMBOL_GPL" => Export::Gpl,
        _ => return None,
    };
    let object = file.strip_suffix(".ko").unwrap_or(file).replace('-', "_");
    Some(KnownExport { symbol: symbol.to_owned(), object, export })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line() {
        let old = line(b"0x1234abcd\tsnd_pcm_new\tsound/core/snd-pcm\tEXPORT_SYMBOL\t").unwrap();
        assert_eq!((old.symbol.as_str(), old.object.as_str()), ("snd_pcm_new", "snd_pcm"));
        assert_eq!(old.export, Export::Any);
        let kernel = line(b"0x0\tkick\tvmlinux\tEXPORT_SYMBOL_GPL\tNS").unwrap();
        assert_eq!((kernel.object.as_str(), kernel.export), ("vmlinux", Export::Gpl));
        for odd in [&b""[..], b"0x0\tone\tvmlinux", b"\xff\ta\tb\tEXPORT_SYMBOL", b"0\ta\tb\tc"] {
            assert_eq!(line(odd), None);
        }
    }

    #[test]
    fn a_line_of_another_form_is_counted() {
        let found = lines(b"0x1\ta\tvmlinux\tEXPORT_SYMBOL\t\n\nnonsense\n0x2\tb\tvmlinux\n");
        assert_eq!((found.exports.len(), found.odd), (1, vec![3, 4]));
    }
}
