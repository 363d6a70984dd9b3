//! One request at the public door on its way to its handler.

use super::{PublicNeed, PublicSite, say::Say};
use crate::{cookies, failure::Failure, form::Form, routes::Params, words::Language};
use axum::{
    extract::Request,
    http::{HeaderMap, Method, Uri, header},
};
use model::InboxId;
use response::{
    Actor, Permit,
    door::{campaigns::is_slug, inbox, token::FormToken},
    policy::Action,
};
use url::form_urlencoded;
use zeroize::Zeroizing;

/// Most bytes of a form: every answer at its greatest length, each letter of four bytes and percent-encoded.
const MOST_BYTES: usize = 256 * 1_024;

/// How a page is shown: language, and what travels from page to page.
#[derive(Clone, Debug)]
pub(crate) struct PublicLook {
    pub(crate) say: Say,
    /// The language that was chosen, where one was: links carry it on, because no cookie does.
    pub(crate) chosen: Option<Language>,
    /// The campaign somebody came by.
    pub(crate) campaign: Option<String>,
    /// Path of the page, where it can be asked for again.
    pub(crate) here: Option<String>,
    /// The token of the forms of the page: the one that the form brought, where we made it, else a new one. It goes along
    /// from the first page to the report, whose token it becomes.
    pub(crate) token: FormToken,
}

impl PublicLook {
    /// Reads the look of a request: from its form, its query, then the browser.
    pub(crate) fn of(
        site: &PublicSite,
        uri: &Uri,
        headers: &HeaderMap,
        form: &Form,
        repeatable: bool,
    ) -> Self {
        let query = |wanted: &str| {
            form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.into_owned())
        };
        let asked = |name: &str| {
            Some(form.text(name).to_owned()).filter(|text| !text.is_empty()).or_else(|| query(name))
        };
        let chosen = asked("l").as_deref().and_then(Language::from_code);
        let language = chosen
            .or_else(|| headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().map(Language::negotiate))
            .unwrap_or_default();
        Self {
            say: Say { language, mirrored: site.options.mirrored },
            chosen,
            campaign: asked("c").filter(|slug| is_slug(slug)),
            here: repeatable.then(|| uri.path().to_owned()),
            token: brought(site, form).unwrap_or_else(|| FormToken::new(&site.desk.store)),
        }
    }

    /// An address with what travels along.
    pub(crate) fn link(&self, path: &str) -> String {
        self.link_in(path, self.chosen)
    }

    /// An address with another language chosen.
    pub(crate) fn link_in(&self, path: &str, language: Option<Language>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(language) = language {
            query.append_pair("l", language.code());
        }
        if let Some(campaign) = &self.campaign {
            query.append_pair("c", campaign);
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// A conversation that this browser has open.
pub(crate) struct Opened {
    pub(crate) id: InboxId,
    pub(crate) form_token: [u8; 16],
    pub(crate) token: Zeroizing<Vec<u8>>,
}

/// A request whose need is met.
pub(crate) struct Visit {
    pub(crate) site: PublicSite,
    pub(crate) look: PublicLook,
    pub(crate) form: Form,
    /// Whether the form comes from a page of ours.
    pub(crate) own_page: bool,
    /// The conversation that is open, where one is.
    pub(crate) opened: Option<Opened>,
    accepts_encoding: Option<String>,
    query: Vec<(String, String)>,
    path: Vec<(String, String)>,
}

impl Visit {
    /// Lets a request in where its need is met.
    pub(crate) async fn admit(
        site: PublicSite,
        need: PublicNeed,
        params: Option<Params>,
        request: Request,
    ) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let post = parts.method == Method::POST;
        let form = if post { Form::read(&parts.headers, body, MOST_BYTES).await? } else { Form::default() };
        let look = PublicLook::of(&site, &parts.uri, &parts.headers, &form, !post);
        let token = cookies::reporter(&parts.headers, site.desk.secure_cookie);
        let opened = token.and_then(|token| {
            let (id, form_token) = inbox::resume(&site.desk.store, &site.desk.door, &token)?;
            Some(Opened { id, form_token, token })
        });
        if need == PublicNeed::Code {
            let Some(opened) = &opened else { return Err(Failure::SignIn) };
            if post && !form.carries(&opened.form_token) {
                return Err(Failure::Form);
            }
        }
        let own_page = own_page(&parts.headers);
        let accepts_encoding = crate::assets::accepts_encoding(&parts.headers);
        let query =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let path = params.map(Params::into_pairs).unwrap_or_default();
        Ok(Self { site, look, form, own_page, opened, accepts_encoding, query, path })
    }

    pub(crate) fn say(&self) -> Say {
        self.look.say
    }

    pub(crate) fn look(&self) -> PublicLook {
        self.look.clone()
    }

    /// A value of the query; empty where it is missing.
    pub(crate) fn asked(&self, name: &str) -> &str {
        self.query.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
    }

    /// How the browser takes packed answers.
    pub(crate) fn accepts_encoding(&self) -> Option<&str> {
        self.accepts_encoding.as_deref()
    }

    /// A part of the path.
    pub(crate) fn part(&self, name: &str) -> &str {
        self.path.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether the form that was sent has a token of ours.
    pub(crate) fn has_our_token(&self) -> bool {
        brought(&self.site, &self.form).is_some()
    }

    /// A right of every visitor.
    pub(crate) fn permit<A: Action>(purpose: &str) -> Result<Permit<A>, Failure> {
        Actor::Visitor.permit(purpose).map_err(|_| Failure::NotFound)
    }
}

/// The token that a form brought, where this server made it.
fn brought(site: &PublicSite, form: &Form) -> Option<FormToken> {
    FormToken::read(&site.desk.store, form.text("token"))
}

/// Whether a form comes from a page of ours. Our pages send no referrer, so that browsers which do not yet say
/// `Sec-Fetch-Site` name `null` as the origin even of our own forms: those are believed, because a report is never
/// refused and a conversation asks for its form's token besides.
fn own_page(headers: &HeaderMap) -> bool {
    let old = !headers.contains_key("sec-fetch-site")
        && headers.get(header::ORIGIN).is_some_and(|origin| origin == "null");
    old || crate::form::from_own_page(headers)
}
