//! All hunks of a file -> how each lies on the build: those with little to tell go with
//! their neighbours.

use super::fit::{Fit, fit, fits_better};
use super::sheet::Sheet;
use super::view::FileView;
use crate::report::{FileKind, FitRow};

/// How the hunks of a file fit, and their offsets.
pub(super) fn fits(
    view: Option<&FileView>,
    kind: FileKind,
    sheets: &[Sheet<'_>],
) -> Vec<(FitRow, i64)> {
    let (FileKind::Source | FileKind::Deleted, Some(view)) = (kind, view) else {
        return vec![(FitRow::NotCompared, 0); sheets.len()];
    };
    let mut before = 0;
    let mut fits = Vec::new();
    for sheet in sheets {
        let (row, by) = match fit(view, sheet, before) {
            Fit::Here => (FitRow::Here, 0),
            Fit::Untold => (FitRow::Untold, 0),
            Fit::Moved(by) => (FitRow::Moved, by),
            Fit::Nowhere => (FitRow::Nowhere, 0),
        };
        before = by;
        fits.push((row, by));
    }
    // A hunk with little to tell goes with those around it.
    let known = fits.clone();
    for (at, sheet) in sheets.iter().enumerate() {
        let near = [offset(known[..at].iter().rev()), offset(known[at + 1..].iter())];
        let better = near.into_iter().flatten().find(|&by| fits_better(view, sheet, by));
        if let Some(by) = better.filter(|_| matches!(fits[at].0, FitRow::Here | FitRow::Untold)) {
            fits[at] = (FitRow::Moved, by);
        }
    }
    fits
}

/// The offset of the first hunk that tells of one.
fn offset<'f>(mut fits: impl Iterator<Item = &'f (FitRow, i64)>) -> Option<i64> {
    let (row, by) = fits.find(|(row, _)| *row != FitRow::Untold)?;
    (*row == FitRow::Moved).then_some(*by)
}
