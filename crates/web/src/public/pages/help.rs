//! Help by country.

use crate::{
    edge,
    failure::Failure,
    public::{frame::PublicFrame, say::Say, visit::Visit},
};
use askama::Template;
use axum::response::Response;
use model::Country;
use response::door::help::{CountryHelp, Service, ServiceKind};

/// One service, as it is shown.
pub(crate) struct ServiceView {
    pub(crate) name: String,
    /// Numbers as shown, and as dialled.
    pub(crate) phones: Vec<(String, String)>,
    pub(crate) texts: Vec<(String, String)>,
    pub(crate) emails: Vec<String>,
    pub(crate) url: Option<String>,
    pub(crate) free: bool,
    pub(crate) hours: Option<String>,
    pub(crate) checked: String,
}

impl ServiceView {
    fn of(say: Say, service: &Service, checked: &str) -> Self {
        let dialled = |number: &String| {
            let plain = number.chars().filter(|c| c.is_ascii_digit() || "+*#".contains(*c)).collect();
            (number.clone(), plain)
        };
        let hours = service
            .hours
            .as_ref()
            .map(|hours| if hours == "always" { say.say("help-hours-always") } else { hours.clone() });
        Self {
            name: service.name.clone(),
            phones: service.phone.iter().map(dialled).collect(),
            texts: service.sms.iter().map(dialled).collect(),
            emails: service.email.clone(),
            url: service.url.clone(),
            free: service.free == Some(true),
            hours,
            checked: say.tell("help-checked", &[("date", &checked), ("source", &service.source)]),
        }
    }
}

/// Services of one kind.
pub(crate) struct KindView {
    pub(crate) title: String,
    pub(crate) services: Vec<ServiceView>,
}

/// The services of a country by their kinds.
pub(crate) fn kinds(say: Say, help: &CountryHelp) -> Vec<KindView> {
    let mut kinds: Vec<(ServiceKind, KindView)> = Vec::new();
    for service in &help.services {
        let view = ServiceView::of(say, service, &help.checked);
        if let Some((_, kind)) = kinds.last_mut().filter(|(kind, _)| *kind == service.kind) {
            kind.services.push(view);
        } else {
            let title = say.say(&format!("help-kind-{}", service.kind.code()));
            kinds.push((service.kind, KindView { title, services: vec![view] }));
        }
    }
    kinds.into_iter().map(|(_, view)| view).collect()
}

fn default_country(visit: &Visit) -> String {
    visit.site.desk.default_country.map_or_else(|| "INT".to_owned(), |country| country.to_string())
}

/// The first emergency service of the centre's own country.
pub(crate) fn emergency(visit: &Visit) -> Option<ServiceView> {
    let help = visit.site.desk.door.help.of(&default_country(visit))?;
    let service = help.services.iter().find(|service| service.kind == ServiceKind::Emergency)?;
    Some(ServiceView::of(visit.say(), service, &help.checked))
}

/// Most services shown at once, and numbers of each: few enough that the form stays in sight.
const AT_ONCE: usize = 3;

/// What is shown at once to somebody who is not safe: emergency and child helplines of a country, or of the centre's own,
/// each with its first number.
pub(crate) fn at_once(visit: &Visit, country: &str) -> Vec<ServiceView> {
    let own = default_country(visit);
    let country = if country.is_empty() { own.as_str() } else { country };
    let Some(help) = visit.site.desk.door.help.of(country) else { return Vec::new() };
    help.services
        .iter()
        .filter(|service| matches!(service.kind, ServiceKind::Emergency | ServiceKind::ChildHelpline))
        .take(AT_ONCE)
        .map(|service| {
            let mut view = ServiceView::of(visit.say(), service, &help.checked);
            view.phones.truncate(1);
            view.texts.truncate(1);
            if !view.phones.is_empty() || !view.texts.is_empty() {
                view.emails.clear();
                view.url = None;
            }
            view
        })
        .collect()
}

/// One country to choose.
struct CountryLink {
    name: String,
    href: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "public/help.html")]
struct HelpPage {
    frame: PublicFrame,
    country: String,
    countries: Vec<CountryLink>,
    kinds: Vec<KindView>,
}

/// `GET /help`: help of the centre's own country.
pub(crate) async fn show(visit: Visit) -> Result<Response, Failure> {
    let country = default_country(&visit);
    page(&visit, &country)
}

/// `GET /help/{country}`.
pub(crate) async fn of_country(visit: Visit) -> Result<Response, Failure> {
    let country = visit.part("country").to_ascii_uppercase();
    page(&visit, &country)
}

fn page(visit: &Visit, country: &str) -> Result<Response, Failure> {
    let say = visit.say();
    let help = visit.site.desk.door.help.of(country).ok_or(Failure::NotFound)?;
    let name = |code: &str| match code.parse::<Country>() {
        Ok(country) => country.name().to_owned(),
        Err(_) => say.say("help-other-country"),
    };
    let countries = visit
        .site
        .desk
        .door
        .help
        .countries()
        .map(|code| CountryLink {
            name: name(code),
            href: visit.look.link(&format!("/help/{code}")),
            current: code == help.country,
        })
        .collect();
    let (country, kinds) = (name(&help.country), kinds(say, help));
    Ok(edge::html(HelpPage { frame: PublicFrame::new(&visit.look), country, countries, kinds }.render()?))
}
