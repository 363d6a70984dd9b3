//! Progress bars: on standard error, and only where somebody looks.

use indicatif::{ProgressBar, ProgressStyle};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

fn style(template: &str) -> ProgressStyle {
    // The templates are fixed and tested; the default would show the same figures less well.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A bar over a known number of things.
pub(crate) fn counted(what: &'static str, length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length);
    bar.set_style(style("{msg:>12} {wide_bar} {human_pos}/{human_len} {eta}"));
    bar.set_message(what);
    bar
}

/// A line over an unknown number of things.
pub(crate) fn uncounted(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.set_style(style("{msg:>12} {human_pos} {per_sec}"));
    bar.set_message(what);
    bar
}

/// Goes on to the next step of a longer work; `length` 0 where it is not known.
pub(crate) fn next_step(bar: &ProgressBar, what: &str, length: u64) {
    bar.reset();
    bar.set_message(what.to_owned());
    if length == 0 {
        bar.unset_length();
        bar.set_style(style("{msg:>24} {elapsed}"));
    } else {
        bar.set_length(length);
        bar.set_style(style("{msg:>24} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}"));
    }
}

/// A bar over bytes that a reader counts elsewhere; moves on by itself until it is dropped.
pub(crate) struct Bytes {
    pub(crate) bar: ProgressBar,
    watcher: tokio::task::JoinHandle<()>,
}

impl Bytes {
    pub(crate) fn watch(what: &'static str, length: u64, read: Arc<AtomicU64>) -> Self {
        let bar = ProgressBar::new(length);
        bar.set_style(style("{msg:>12} {wide_bar} {bytes}/{total_bytes} {eta}"));
        bar.set_message(what);
        let shown = bar.clone();
        let watcher = tokio::spawn(async move {
            loop {
                shown.set_position(read.load(Ordering::Relaxed));
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        });
        Self { bar, watcher }
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        self.watcher.abort();
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_sound() {
        for template in [
            "{msg:>12} {wide_bar} {human_pos}/{human_len} {eta}",
            "{msg:>12} {human_pos} {per_sec}",
            "{msg:>24} {elapsed}",
            "{msg:>24} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}",
            "{msg:>12} {wide_bar} {bytes}/{total_bytes} {eta}",
        ] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
