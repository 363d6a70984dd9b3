//! The public door: know, get help, report without a name, hear back.
//!
//! One form ([`form`]) serves the public page and the hotline desk. What is sent becomes a report ([`telling`]) and goes
//! in by the same intake as every other ([`tell`]); nobody is refused: what comes too fast is held behind the queue
//! ([`flood`]), what fails a check is kept and marked. The reporter gets a code ([`code`]) and with it a conversation
//! ([`inbox`]). The guide and the help pages are data ([`guide`], [`help`]).

pub mod campaigns;
pub mod code;
pub mod contacts;
pub mod flood;
pub mod form;
pub mod guide;
pub mod help;
pub mod inbox;
pub mod once;
pub mod tell;
pub mod telling;
pub mod token;

use crate::ResponseError;
use std::sync::Mutex;

/// What the door works with: its data, and what it remembers while it runs. Nothing of it is on the disk.
pub struct Door {
    /// The form.
    pub form: form::Form,
    /// The guide.
    pub guide: guide::Guide,
    /// Help by country.
    pub help: help::Help,
    /// Word lists of the codes.
    pub words: code::WordLists,
    /// How fast reports come.
    pub(crate) flood: Mutex<flood::Flood>,
    /// Conversations that are open now.
    pub(crate) open: Mutex<inbox::OpenInboxes>,
    /// Counts of campaigns since they were last written down.
    pub(crate) counts: Mutex<campaigns::Counts>,
    /// Forms of staff that were sent.
    pub(crate) once: Mutex<once::Once>,
}

impl Door {
    /// The door with the data that ship with the program.
    pub fn built_in(calm: flood::Calm) -> Result<Self, ResponseError> {
        Ok(Self {
            form: form::Form::built_in()?,
            guide: guide::Guide::built_in()?,
            help: help::Help::built_in()?,
            words: code::WordLists::built_in()?,
            flood: Mutex::new(flood::Flood::new(calm)),
            open: Mutex::default(),
            counts: Mutex::default(),
            once: Mutex::default(),
        })
    }

    /// Does something that a form with this token asks for, once. A form that was sent before has been done: nothing
    /// happens, and it is no mistake.
    pub(crate) async fn once<E>(
        &self,
        token: &str,
        work: impl Future<Output = Result<(), E>>,
    ) -> Result<(), E> {
        // Were the lock poisoned, doing it twice would be better than not at all.
        if !self.once.lock().map_or(true, |mut once| once.take(token)) {
            return Ok(());
        }
        let done = work.await;
        if done.is_err()
            && let Ok(mut once) = self.once.lock()
        {
            once.give_back(token);
        }
        done
    }

    /// Whether more reports come than is calm: forms then ask the browser for a little work in the background.
    pub fn is_busy(&self, now: model::Instant) -> bool {
        self.flood.lock().is_ok_and(|mut flood| flood.is_high(now))
    }
}
