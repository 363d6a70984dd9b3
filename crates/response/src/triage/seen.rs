//! What of a report each condition looks for, and where it is seen.

use super::Condition;
use model::{Age, FileAnnotation, IncidentKind, Instant, MentionRole, Relation, Report};

/// Looks for a condition in a report: where it was seen, and the instant it hangs on.
pub(super) fn see(condition: Condition, report: &Report) -> Option<(String, Option<Instant>)> {
    let urgency = &report.urgency;
    let said = |answer: Option<bool>, path: &str| (answer == Some(true)).then(|| path.to_owned());
    let kind = |kinds: &[IncidentKind]| {
        report
            .incidents
            .iter()
            .position(|incident| kinds.contains(&incident.kind))
            .map(|at| format!("/incidents/{at}"))
    };
    let annotated = |annotation: FileAnnotation| {
        report
            .files
            .iter()
            .position(|file| file.annotations.contains(&annotation))
            .map(|at| format!("/files/{at}/annotations"))
    };
    let mention = |wanted: &dyn Fn(&model::Mention) -> bool, field: &str| {
        report.mentions.iter().position(wanted).map(|at| format!("/mentions/{at}/{field}"))
    };
    let is_child = |mention: &model::Mention| mention.role == MentionRole::Child;
    let is_suspect =
        |mention: &model::Mention| matches!(mention.role, MentionRole::Suspect | MentionRole::Facilitator);
    let age = |range: std::ops::Range<u8>| {
        mention(&|m| is_child(m) && m.age.map(Age::youngest).is_some_and(|age| range.contains(&age)), "age")
    };
    let path = match condition {
        Condition::ImmediateDanger => said(urgency.immediate_danger, "/urgency/immediate_danger"),
        Condition::SelfHarmRisk => said(urgency.self_harm_risk, "/urgency/self_harm_risk"),
        Condition::Ongoing => said(urgency.ongoing, "/urgency/ongoing"),
        Condition::Commercial => said(urgency.commercial, "/urgency/commercial")
            .or_else(|| (!report.payments.is_empty()).then(|| "/payments/0".to_owned())),
        Condition::WidelyShared => said(urgency.widely_shared, "/urgency/widely_shared"),
        Condition::Spam => said(urgency.spam, "/urgency/spam"),
        Condition::FlaggedBySource => {
            urgency.flagged_by_source.as_ref().map(|_| "/urgency/flagged_by_source".to_owned())
        }
        Condition::Planned => {
            let at = urgency.planned_for?.sort_instant();
            return Some(("/urgency/planned_for".into(), Some(at)));
        }
        Condition::Recent => {
            let Some(occurred) = &report.occurred else { return Some(("received".into(), None)) };
            let at = occurred.until.unwrap_or(occurred.from).sort_instant();
            return Some(("/occurred".into(), Some(at)));
        }
        Condition::LiveStreaming => kind(&[
            IncidentKind::LiveStreaming,
            IncidentKind::LiveStreamActiveViewing,
            IncidentKind::LiveStreamPassiveViewing,
            IncidentKind::LiveStreamFacilitation,
        ]),
        Condition::SexualExtortion => {
            kind(&[IncidentKind::SexualExtortion, IncidentKind::SadisticExploitation])
        }
        Condition::Production => kind(&[IncidentKind::AbuseMaterialProduction]),
        Condition::Grooming => kind(&[IncidentKind::Grooming]),
        Condition::ContactAbuse => {
            kind(&[IncidentKind::ContactAbuse, IncidentKind::Trafficking, IncidentKind::TravelExploitation])
        }
        Condition::Distribution => {
            kind(&[IncidentKind::AbuseMaterialDistribution, IncidentKind::AbuseMaterialSolicitation])
        }
        Condition::VeryYoungChild => age(0..6).or_else(|| annotated(FileAnnotation::Infant)),
        Condition::YoungChild => age(6..13),
        Condition::AccessToChild => {
            mention(&|m| is_suspect(m) && m.access_to_child == Some(true), "access_to_child")
        }
        Condition::SameHousehold => mention(
            &|m| {
                let near = [Relation::Parent, Relation::Sibling, Relation::Relative, Relation::ParentPartner];
                is_suspect(m) && m.relation_to_child.is_some_and(|relation| near.contains(&relation))
            },
            "relation_to_child",
        ),
        Condition::PhysicalHarm => annotated(FileAnnotation::PhysicalHarm),
        Condition::ChildCanBeFound => mention(
            &|m| is_child(m) && (!m.identifiers.is_empty() || m.names.iter().any(|n| n.family.is_some())),
            "identifiers",
        ),
        Condition::SuspectCanBeFound => {
            mention(&|m| is_suspect(m) && !m.identifiers.is_empty(), "identifiers")
        }
    };
    path.map(|path| (path, None))
}
