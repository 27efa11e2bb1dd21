//! Distributions as a picture: SVG with two charts for each object.

use std::fmt::Display;

use plotters::chart::ChartBuilder;
use plotters::coord::Shift;
use plotters::coord::combinators::{IntoLogRange, LogCoord};
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{PathElement, Rectangle};
use plotters::prelude::{Cartesian2d, ChartContext, SVGBackend, SeriesLabelPosition};
use plotters::series::LineSeries;
use plotters::style::{Color as _, RGBColor, WHITE};

use crate::ci::FormatError;
use crate::report::{Distribution, HostBin, StatsReport, thousands, visible};

const WIDTH: u32 = 900;
const CHART: u32 = 380;
const FONT: (&str, u32) = ("sans-serif", 14);
const TITLE: (&str, u32) = ("sans-serif", 18);

// Told apart with defective colour vision, too (Okabe and Ito).
const BARS: RGBColor = RGBColor(0, 114, 178);
const MEDIAN: RGBColor = RGBColor(0, 158, 115);
const NINETY: RGBColor = RGBColor(230, 159, 0);
const GREATEST: RGBColor = RGBColor(213, 94, 0);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The distributions of a report.
///
/// # Errors
/// Where the drawing library cannot draw it: a bug.
pub fn svg(report: &StatsReport) -> Result<String, FormatError> {
    let of = report.objects.iter();
    let drawn: Vec<_> = of
        .filter_map(|object| Some((object.object.name.as_str(), object.distribution.as_ref()?)))
        .collect();
    let mut text = String::new();
    let height = u32::try_from(drawn.len()).unwrap_or(1).saturating_mul(2 * CHART).max(CHART);
    let area = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
    area.fill(&WHITE).map_err(failed)?;
    let areas = area.split_evenly((2 * drawn.len().max(1), 1));
    for ((name, distribution), areas) in drawn.into_iter().zip(areas.chunks(2)) {
        if let [sets, hosts] = areas {
            draw_sets(sets, name, distribution)?;
            draw_hosts(hosts, name, distribution)?;
        }
    }
    area.present().map_err(failed)?;
    drop((area, areas));
    Ok(text)
}

/// Bars: how many functions have a set of about this size.
fn draw_sets(area: &Area<'_>, name: &str, distribution: &Distribution) -> Result<(), FormatError> {
    let bins = &distribution.sets;
    let functions = bins.iter().map(|bin| bin.functions).sum();
    let axes = Axes {
        title: format!("{}: replacement sets of {} functions", visible(name), thousands(functions)),
        least: bins.iter().map(|bin| bin.least).collect(),
        most: bins.iter().map(|bin| bin.functions).max().unwrap_or(1),
        x: "members (model exact), from",
        y: "source functions",
    };
    let mut chart = axes.draw(area)?;
    let bars = (0..).zip(bins).filter(|(_, bin)| bin.functions > 0).map(|(at, bin)| {
        let at = f64::from(at);
        Rectangle::new([(at + 0.1, LEAST), (at + 0.9, bin.functions as f64)], BARS.filled())
    });
    chart.draw_series(bars).map_err(failed)?;
    Ok(())
}

/// Lines: how many inlined instances functions of about this size hold.
fn draw_hosts(area: &Area<'_>, name: &str, distribution: &Distribution) -> Result<(), FormatError> {
    let bins = &distribution.hosts;
    let hosts = bins.iter().map(|bin| bin.hosts).sum();
    let (name, hosts) = (visible(name), thousands(hosts));
    let axes = Axes {
        title: format!("{name}: inlined instances in {hosts} functions, by their size"),
        least: bins.iter().map(|bin| bin.least).collect(),
        most: bins.iter().map(|bin| bin.greatest).max().unwrap_or(1),
        x: "bytes of code, from",
        y: "inlined instances",
    };
    let mut chart = axes.draw(area)?;
    line(&mut chart, bins, ("most", GREATEST), |bin| bin.greatest)?;
    line(&mut chart, bins, ("9 of 10 hold no more", NINETY), |bin| bin.ninety)?;
    line(&mut chart, bins, ("median", MEDIAN), |bin| bin.median)?;
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE)
        .label_font(FONT)
        .draw()
        .map_err(failed)
}

/// A line from bin to bin, left out where there are no hosts.
fn line(
    chart: &mut Chart<'_, '_>,
    bins: &[HostBin],
    (name, colour): (&str, RGBColor),
    value: impl Fn(&HostBin) -> u64,
) -> Result<(), FormatError> {
    let points = (0..).zip(bins).filter(|(_, bin)| bin.hosts > 0).map(|(at, bin)| {
        // On an axis of logarithms none is where the axis begins.
        (f64::from(at) + 0.5, (value(bin) as f64).max(LEAST))
    });
    let line = LineSeries::new(points, colour.stroke_width(2)).point_size(3);
    let sample = move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2));
    chart.draw_series(line).map_err(failed)?.label(name).legend(sample);
    Ok(())
}

/// Where the axis of logarithms begins: one shows, too.
const LEAST: f64 = 0.5;

type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, LogCoord<f64>>>;

/// Bins to the right, counts upwards by their logarithm.
struct Axes {
    title: String,
    /// The least value of each bin.
    least: Vec<u64>,
    /// The greatest count.
    most: u64,
    x: &'static str,
    y: &'static str,
}

impl Axes {
    fn draw<'a, 'b>(&self, area: &Area<'b>) -> Result<Chart<'a, 'b>, FormatError> {
        let bins = self.least.len();
        let mut chart = ChartBuilder::on(area)
            .caption(&self.title, TITLE)
            .margin(12)
            .x_label_area_size(44)
            .y_label_area_size(70)
            .build_cartesian_2d(
                0.0..bins.max(1) as f64,
                (LEAST..2.0 * self.most.max(1) as f64).log_scale(),
            )
            .map_err(failed)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .x_labels(bins + 1)
            .x_label_formatter(&|x| {
                self.least.get(*x as usize).map_or(String::new(), |&n| short(n))
            })
            .y_label_formatter(&|y| thousands(*y as u64))
            .x_desc(self.x)
            .y_desc(self.y)
            .label_style(FONT)
            .draw()
            .map_err(failed)?;
        Ok(chart)
    }
}

/// A power of two: `512`, `4K`, `1M`.
fn short(n: u64) -> String {
    match n {
        0..1024 => n.to_string(),
        1024..0x10_0000 => format!("{}K", n >> 10),
        _ => format!("{}M", n >> 20),
    }
}

fn failed(error: impl Display) -> FormatError {
    FormatError::new("SVG", &error)
}
