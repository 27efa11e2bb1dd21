//! Paths as a patch writes them against paths as the build does.

/// Prefixes that git puts in front of paths (git-config(1), `diff.mnemonicPrefix`).
const PREFIXES: [&str; 6] = ["a/", "b/", "c/", "i/", "o/", "w/"];

/// What a path of a patch is in the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Matched {
    /// This file.
    File(String),
    /// Nothing; files of the same name that lie elsewhere, at most five.
    No(Vec<String>),
}

/// The paths before and after, without what a tool put in front: by `strip` components
/// if the user says so, else git's prefixes, and folders that differ (`linux.orig/`,
/// `linux/`).
pub(super) fn plain(
    old: Option<&str>,
    new: Option<&str>,
    strip: Option<usize>,
) -> (Option<String>, Option<String>) {
    // `diff x.c.orig x.c`.
    let old = match (old, new) {
        (Some(before), Some(after)) if before.strip_suffix(".orig") == Some(after) => new,
        _ => old,
    };
    let both = |cut: &dyn Fn(&str) -> String| (old.map(cut), new.map(cut));
    if let Some(count) = strip {
        return both(&|path| without(path, count).unwrap_or(path).to_owned());
    }
    let prefixed =
        |path: Option<&str>| path.is_none_or(|path| PREFIXES.iter().any(|p| path.starts_with(p)));
    if prefixed(old) && prefixed(new) {
        return both(&|path| without(path, 1).unwrap_or(path).to_owned());
    }
    let rest = |path: &str| without(path, 1).map(str::to_owned);
    match (old.and_then(rest), new.and_then(rest)) {
        (Some(before), Some(after)) if before == after && old != new => (Some(before), Some(after)),
        _ => both(&|path| path.trim_start_matches("./").to_owned()),
    }
}

/// A path without its first `count` components; `None` if nothing is left.
fn without(path: &str, count: usize) -> Option<&str> {
    let path = path.trim_start_matches("./");
    if count == 0 {
        return Some(path);
    }
    let (at, _) = path.match_indices('/').nth(count - 1)?;
    Some(path[at + 1..].trim_start_matches('/')).filter(|rest| !rest.is_empty())
}

/// The file of the build that `path` means. What stands in front of it there has to be the
/// folder that the sources lie in, or one around it: names of files recur in a tree, and
/// `lib/string.c` is not `arch/x86/lib/string.c`.
pub(super) fn find<'k>(
    path: &str,
    known: impl Iterator<Item = &'k str> + Clone,
    source_root: Option<&str>,
) -> Matched {
    let root = source_root.unwrap_or("");
    let is_root = |front: &str| front.is_empty() || root.starts_with(front);
    let is_meant = |known: &str, path: &str| {
        let front = known.strip_suffix(path);
        front.is_some_and(|front| is_root(front) && (front.is_empty() || front.ends_with('/')))
    };
    let unpacked = path.match_indices('/').map(|(at, _)| at);
    let unpacked =
        unpacked.filter(|&at| is_source_package(path[..at].rsplit('/').next().unwrap_or("")));
    let cut = unpacked.max().map(|at| &path[at + 1..]);
    for path in [Some(path), cut].into_iter().flatten() {
        let mut found = known.clone().filter(|known| is_meant(known, path));
        if let Some(first) = found.next() {
            // The longest folder in front is the sources' own.
            let best =
                found.fold(first, |best, next| if next.len() > best.len() { next } else { best });
            return Matched::File(best.to_owned());
        }
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let others = known.filter(|known| known.rsplit('/').next() == Some(name));
    let mut others: Vec<_> = others.map(str::to_owned).collect();
    let common = |known: &str| {
        let pairs = known.rsplit('/').zip(path.rsplit('/'));
        pairs.take_while(|(ours, theirs)| ours == theirs).count()
    };
    others.retain(|known| common(known) > 1 || !path.contains('/'));
    others.sort_by_key(|known| std::cmp::Reverse(common(known)));
    others.truncate(5);
    Matched::No(others)
}

/// True for a folder that sources are unpacked into: `linux`, `linux-6.12`, `lua-5.4.7`. No
/// other is taken off by itself: `arch/arm/kernel/smp.c` is not `kernel/smp.c`.
fn is_source_package(folder: &str) -> bool {
    let version = folder.rsplit_once('-').map(|(_, version)| version);
    let is_version =
        |text: &str| text.contains('.') && text.starts_with(|c: char| c.is_ascii_digit());
    folder == "linux" || version.is_some_and(is_version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_of(old: &str, new: &str, strip: Option<usize>) -> String {
        let path = |path: &str| (path != "/dev/null").then(|| path.to_owned());
        let (old, new) = (path(old), path(new));
        let (old, new) = plain(old.as_deref(), new.as_deref(), strip);
        old.or(new).unwrap()
    }

    #[test]
    fn what_tools_put_in_front_is_taken_off() {
        assert_eq!(plain_of("a/fs/x.c", "b/fs/x.c", None), "fs/x.c");
        assert_eq!(plain_of("/dev/null", "b/fs/x.c", None), "fs/x.c");
        assert_eq!(plain_of("linux.orig/fs/x.c", "linux/fs/x.c", None), "fs/x.c");
        assert_eq!(plain_of("fs/x.c", "fs/x.c", None), "fs/x.c");
        assert_eq!(plain_of("./x.c", "./x.c", None), "x.c");
        assert_eq!(plain_of("u/v/fs/x.c", "u/v/fs/x.c", Some(2)), "fs/x.c");
        assert_eq!(plain_of("x.c", "x.c", Some(2)), "x.c");
    }

    #[test]
    fn a_file_is_found_below_the_sources_only() {
        let known = ["/w/linux/arch/x86/lib/string.c", "/w/linux/fs/x.c", "/w/linux/tools/fs/x.c"];
        let found = |path: &str| find(path, known.into_iter(), Some("/w/linux/"));
        let file = |path: &str| Matched::File(path.to_owned());
        assert_eq!(found("fs/x.c"), file(known[1]));
        assert_eq!(found("linux/fs/x.c"), file(known[1]));
        assert_eq!(found("linux-6.12/fs/x.c"), file(known[1]));
        assert_eq!(found("/usr/src/linux-6.12/fs/x.c"), file(known[1]));
        assert_eq!(
            found("samples/fs/x.c"),
            Matched::No(vec![known[1].to_owned(), known[2].to_owned()])
        );
        assert_eq!(found("lib/string.c"), Matched::No(vec![known[0].to_owned()]));
        assert_eq!(found("drivers/x.c"), Matched::No(vec![]));
        let relative = ["fs/x.c", "tools/fs/x.c"];
        assert_eq!(find("fs/x.c", relative.into_iter(), None), file("fs/x.c"));
        assert_eq!(find("linux/fs/x.c", relative.into_iter(), None), file("fs/x.c"));
    }
}
