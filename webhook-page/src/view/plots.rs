//! Plots of the last minutes, as SVG, with a table that says the same.

use maud::{Markup, PreEscaped, html};

use crate::live::{BARS, BOUNDS, MINUTES, Minute};
use crate::outcomes::Class;
use crate::text::clock;

const WIDTH: usize = 600;
const HEIGHT: usize = 120;
/// Below the bars, for the axis.
const AXIS: usize = 18;

/// Both plots.
pub(crate) fn both(minutes: &[Minute; MINUTES]) -> Markup {
    html! { (deliveries(minutes)) (latency(minutes)) }
}

fn deliveries(minutes: &[Minute; MINUTES]) -> Markup {
    let sum = |minute: &Minute| minute.classes.iter().sum::<u64>();
    let most = minutes.iter().map(sum).max().unwrap_or_default().max(1);
    let all: u64 = minutes.iter().map(sum).sum();
    let step = WIDTH / MINUTES;
    let (first, last) = (clock_of(minutes.first()), clock_of(minutes.last()));
    html! {
        figure {
            figcaption { "Deliveries a minute, by outcome" }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT + AXIS) } role="img"
                aria-label={ (all) " deliveries in the last " (MINUTES) " minutes, at most " (most) " in one" } {
                (patterns())
                @for (place, minute) in minutes.iter().enumerate() {
                    @for (class, top, height) in stacked(minute, most) {
                        rect class=(class.style()) x=(place * step + 1) y=(top) width=(step - 3) height=(height) {}
                    }
                }
                (axis(&first, &format!("{last} UTC"), most))
            }
            ul.legend {
                @for class in Class::ALL {
                    li { svg viewBox="0 0 12 12" aria-hidden="true" { rect class=(class.style()) width="12" height="12" {} } (class.words()) }
                }
            }
            details {
                summary { "As a table" }
                div.scroll tabindex="0" role="region" aria-label="Deliveries a minute" {
                    table {
                        caption { "Minutes without deliveries are left out" }
                        thead { tr { th scope="col" { "Minute" } @for class in Class::ALL { th.number scope="col" { (class.words()) } } } }
                        tbody {
                            @for minute in minutes.iter().filter(|minute| sum(minute) > 0) {
                                tr { th scope="row" { (clock(minute.at)) } @for count in minute.classes { td.number { (count) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn latency(minutes: &[Minute; MINUTES]) -> Markup {
    let mut bars = [0_u64; BARS];
    for minute in minutes {
        for (bar, count) in bars.iter_mut().zip(minute.latency) {
            *bar = bar.saturating_add(count);
        }
    }
    let most = bars.iter().copied().max().unwrap_or_default().max(1);
    let all: u64 = bars.iter().sum();
    let step = WIDTH / BARS;
    let median = median(&bars, all);
    html! {
        figure {
            figcaption { "Duration, in the last " (MINUTES) " minutes" }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT + AXIS) } role="img"
                aria-label={ "Durations of " (all) " deliveries; half of them take " (median) } {
                @for (place, count) in bars.into_iter().enumerate() {
                    @if count > 0 {
                        @let height = scaled(count, most);
                        rect.bar x=(place * step + 2) y=(HEIGHT.saturating_sub(height)) width=(step - 5) height=(height) {}
                    }
                    text.tick x=(place * step + step / 2) y=(HEIGHT + 14) { (bound(place)) }
                }
                (axis("", "", most))
            }
            details {
                summary { "As a table" }
                table {
                    caption { "Deliveries by duration" }
                    thead { tr { th scope="col" { "Duration" } th.number scope="col" { "Deliveries" } } }
                    tbody {
                        @for (place, count) in bars.into_iter().enumerate() {
                            tr { th scope="row" { (words(place)) } td.number { (count) } }
                        }
                    }
                }
            }
        }
    }
}

/// Fills that differ without their colour.
fn patterns() -> Markup {
    PreEscaped(
        concat!(
            r#"<defs><pattern id="p-open" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="ground open" width="6" height="6"/><circle class="ink" cx="3" cy="3" r="1.4"/></pattern>"#,
            r#"<pattern id="p-refused" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="ground refused" width="6" height="6"/><path class="ink" d="M0 6L6 0"/></pattern>"#,
            r#"<pattern id="p-failed" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="ground failed" width="6" height="6"/><path class="ink" d="M0 0L6 6M0 6L6 0"/></pattern></defs>"#,
        )
        .to_owned(),
    )
}

fn axis(left: &str, right: &str, most: u64) -> Markup {
    html! {
        line x1="0" x2=(WIDTH) y1=(HEIGHT) y2=(HEIGHT) {}
        text.most x="2" y="11" { "at most " (most) }
        text x="2" y=(HEIGHT + 14) { (left) }
        text.right x=(WIDTH - 2) y=(HEIGHT + 14) { (right) }
    }
}

/// The parts of a minute's bar, from the bottom: where each begins, and how high it is.
fn stacked(minute: &Minute, most: u64) -> Vec<(Class, usize, usize)> {
    let mut bottom = HEIGHT;
    let parts = Class::ALL.into_iter().zip(minute.classes);
    let parts = parts.filter(|(_, count)| *count > 0).map(|(class, count)| {
        let height = scaled(count, most);
        bottom = bottom.saturating_sub(height);
        (class, bottom, height)
    });
    parts.collect()
}

/// The height of a bar; what is there can be seen. The top is left to the scale.
fn scaled(count: u64, most: u64) -> usize {
    let room = u64::try_from(HEIGHT - 16).unwrap_or_default();
    let height = count.saturating_mul(room) / most.max(1);
    usize::try_from(height).unwrap_or_default().max(2)
}

fn clock_of(minute: Option<&Minute>) -> String {
    minute.map_or_else(String::new, |minute| clock(minute.at))
}

/// The bound of a bar, as the axis has room for it.
fn bound(place: usize) -> String {
    match BOUNDS.get(place) {
        None => "more".to_owned(),
        Some(micros @ 0..=999) => format!("{micros}\u{b5}s"),
        Some(micros @ 1_000..=999_999) => format!("{}ms", micros / 1_000),
        Some(micros) => format!("{}s", micros / 1_000_000),
    }
}

fn words(place: usize) -> String {
    match BOUNDS.get(place) {
        Some(_) => format!("up to {}", bound(place)),
        None => "more than 10s".to_owned(),
    }
}

/// The words of the bar with the median.
fn median(bars: &[u64; BARS], all: u64) -> String {
    let mut below = 0_u64;
    let place = bars.iter().position(|count| {
        below = below.saturating_add(*count);
        below.saturating_mul(2) >= all
    });
    words(place.unwrap_or_default())
}
