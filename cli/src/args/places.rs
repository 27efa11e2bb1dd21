//! Functions asked about by their places: the arguments that several commands share.

use std::path::PathBuf;

/// Functions asked about by their places in the sources.
#[derive(Debug, clap::Args)]
pub(crate) struct Places {
    /// Source patch: unified diff, mail or series of them; `-` is stdin; repeatable, in order
    #[arg(long, value_name = "PATCH")]
    pub(crate) patch: Vec<PathBuf>,
    /// Source line to patch; repeatable
    #[arg(long, value_name = "FILE:LINE", value_parser = parse_line)]
    pub(crate) line: Vec<(String, u32)>,
    /// Components to take off the paths of the patches, instead of what git puts in front
    #[arg(short = 'p', long, value_name = "N", requires = "patch")]
    pub(crate) strip: Option<usize>,
}

/// `FILE:LINE`.
fn parse_line(text: &str) -> Result<(String, u32), String> {
    let parts = text.rsplit_once(':').filter(|(file, _)| !file.is_empty());
    let place = parts.and_then(|(file, line)| Some((file.to_owned(), line.parse().ok()?)));
    place
        .filter(|(_, line)| *line > 0)
        .ok_or_else(|| "use FILE:LINE, such as fs/open.c:75".to_owned())
}
