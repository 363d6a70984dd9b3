//! The desk's own: where the work on a lead stands, steps, referrals.

use super::{TimeView, grouped};
use crate::words::Words;
use model::{LeadState, Override};
use response::{
    desk::{Below, Due, LeadDesk, Place, ReferralLine},
    people::Absent,
};
use store::{Asked, ReferralHistory, StepRow};

/// A question that waits for its answer.
pub(crate) struct AskedView {
    pub(crate) of: String,
    /// The way to where it was asked, where that has a page.
    pub(crate) link: Option<String>,
    /// The source that is asked.
    pub(crate) source: Option<String>,
    pub(crate) until: TimeView,
}

impl AskedView {
    pub(crate) fn of(words: Words, asked: &Asked) -> Self {
        let conversation = asked.inbox.map(|id| format!("/conversations/{id}"));
        Self {
            of: words.say(&format!("asked-{}", asked.of.code())),
            link: conversation.or_else(|| asked.referral.map(|id| format!("/referrals/{id}"))),
            source: asked.source.clone(),
            until: TimeView::exact(asked.until),
        }
    }
}

/// Where the work on a lead stands, for a list.
pub(crate) struct WorkTag {
    pub(crate) asked: Option<AskedView>,
    pub(crate) state: String,
    pub(crate) reopened: bool,
    pub(crate) holder: Option<String>,
    pub(crate) moved: Option<String>,
    pub(crate) due: Option<DueView>,
}

/// By when.
pub(crate) struct DueView {
    pub(crate) at: TimeView,
    pub(crate) overdue: bool,
}

impl DueView {
    pub(crate) fn of(due: &Due) -> Self {
        Self { at: TimeView::exact(due.at), overdue: due.overdue }
    }
}

/// Where people put a lead, where they did.
pub(crate) fn moved(words: Words, urgency: Override) -> Option<String> {
    (urgency != Override::AsScored).then(|| words.say(&format!("override-{}", urgency.code())))
}

/// Whose it is; for whoever stands in, for whom it is to be done.
fn held_by(words: Words, name: String, stands_in: bool) -> String {
    if stands_in { words.fill("stands-in-for", "name", &name) } else { name }
}

/// Those who are away, as a form tells of them that gives work out.
pub(crate) fn absent(words: Words, away: &[Absent]) -> Vec<String> {
    let told = |one: &Absent| {
        let day = TimeView::day(one.until);
        match &one.deputy {
            Some(deputy) => {
                words.tell("assign-away-deputy", &[("name", &one.name), ("day", &day), ("deputy", deputy)])
            }
            None => words.tell("assign-away", &[("name", &one.name), ("day", &day)]),
        }
    };
    away.iter().map(told).collect()
}

impl WorkTag {
    pub(crate) fn of(words: Words, place: &Place) -> Self {
        Self {
            asked: place.work.asked.as_ref().map(|asked| AskedView::of(words, asked)),
            state: words.say(&format!("leadstate-{}", place.work.state.code())),
            reopened: place.work.is_reopened(),
            holder: place.work.holder.clone().map(|name| held_by(words, name, place.stands_in)),
            moved: moved(words, place.work.urgency),
            due: place.due.as_ref().map(DueView::of),
        }
    }
}

/// A step, told.
pub(crate) struct StepView {
    pub(crate) at: TimeView,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) reason: String,
    pub(crate) to: Option<String>,
    pub(crate) moved: Option<String>,
    pub(crate) note: Option<String>,
}

impl StepView {
    /// Steps of a lead, with the names that its desk knows.
    pub(crate) fn all(words: Words, steps: &[StepRow], desk: &LeadDesk) -> Vec<Self> {
        steps.iter().map(|step| Self::of(words, step, desk)).collect()
    }

    fn of(words: Words, step: &StepRow, desk: &LeadDesk) -> Self {
        let user = step.user.and_then(|id| desk.users.get(&id).cloned());
        let team = step.team.and_then(|id| desk.agencies.get(&id).cloned());
        let to = match step.step {
            model::LeadStep::Assign => user.or(team),
            _ => step.agency.and_then(|id| desk.agencies.get(&id).cloned()),
        };
        Self {
            at: TimeView::exact(step.at),
            who: step.actor.clone(),
            what: words.say(&format!("leadstep-{}", step.step.code())),
            reason: words.say(&format!("leadreason-{}", step.reason.code())),
            to,
            moved: (step.step == model::LeadStep::Reorder)
                .then(|| words.say(&format!("override-{}", step.urgency.code()))),
            note: step.note.clone(),
        }
    }
}

/// A referral in a list.
pub(crate) struct ReferralLineView {
    pub(crate) id: String,
    pub(crate) reference: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) holder: Option<String>,
    pub(crate) purpose: String,
    pub(crate) state: String,
    pub(crate) sent: TimeView,
    pub(crate) deadline: Option<TimeView>,
    pub(crate) late: bool,
}

impl ReferralLineView {
    /// `ours` says whether whoever looks is of the receiving agency.
    pub(crate) fn of(words: Words, line: &ReferralLine, receiving: bool) -> Self {
        Self {
            id: line.row.id.to_string(),
            reference: line.reference.to_string(),
            from: line.from.clone(),
            to: line.to.clone(),
            holder: if receiving { line.to_user.clone() } else { line.from_user.clone() }
                .map(|name| held_by(words, name, line.stands_in)),
            purpose: words.say(&format!("purpose-{}", line.row.purpose.code())),
            state: words.say(&format!("refstate-{}", line.row.state.code())),
            sent: TimeView::exact(line.row.sent_at),
            deadline: line.row.deadline.map(TimeView::exact),
            late: line.late,
        }
    }
}

/// A referral that was handed on, told to whoever stands above it.
pub(crate) struct BelowView {
    pub(crate) line: ReferralLineView,
    /// Whether whoever looks may open it.
    pub(crate) ours: bool,
    /// Why it ended, where it did.
    pub(crate) ended: Option<String>,
}

impl BelowView {
    pub(crate) fn of(words: Words, one: &Below) -> Self {
        let ended = one.line.row.reason;
        Self {
            line: ReferralLineView::of(words, &one.line, false),
            ours: one.ours,
            ended: ended.map(|reason| words.say(&format!("refreason-{}", reason.code()))),
        }
    }
}

/// An entry of a referral's history.
pub(crate) struct HistoryView {
    pub(crate) at: TimeView,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) reason: Option<String>,
    pub(crate) words: Option<String>,
}

impl HistoryView {
    pub(crate) fn of(words: Words, one: &ReferralHistory) -> Self {
        let what = match one.step {
            Some((step, ..)) => words.say(&format!("refstep-{}", step.code())),
            None => words.say(&format!("action-{}", one.action)),
        };
        let reason = one.step.and_then(|(.., reason)| reason);
        Self {
            at: TimeView::exact(one.at),
            who: one.actor.clone(),
            what,
            reason: reason.map(|reason| words.say(&format!("refreason-{}", reason.code()))),
            words: one.words.clone(),
        }
    }
}

/// How many, for a link; two hundred are the most that are counted.
pub(crate) fn counted(count: i64) -> String {
    if count >= 200 { "200+".into() } else { grouped(count) }
}

/// The word of a state.
pub(crate) fn state(words: Words, state: LeadState) -> String {
    words.say(&format!("leadstate-{}", state.code()))
}
