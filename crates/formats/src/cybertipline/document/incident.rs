//! What happened, and where in the net.

use super::super::cursor::{Cursor, Fault, Tag};
use super::super::schema::{Element, node};
use super::super::value::IncidentType;
use super::super::write::{Emitter, WriteError};
use super::person::{Address, IpCaptureEvent};
use model::{Personal, When};

node! {
    /// What happened and when.
    IncidentSummary {
        /// The kind; must be there when written.
        incident_type: Option<IncidentType> = "incidentType",
        /// The platform on which it happened.
        platform: Option<String> = "platform",
        /// Free words whose presence asks for haste; not blank, at most 3,000 characters.
        escalate_to_high_priority: Option<Personal> = "escalateToHighPriority",
        /// What the platform says of the kind of harm.
        annotations: Option<ReportAnnotations> = "reportAnnotations",
        /// When it happened. Moved to the present when written, if it lies in the future.
        incident_date_time: Option<When> = "incidentDateTime",
        /// What that time means ("time of the upload").
        incident_date_time_description: Option<Personal> = "incidentDateTimeDescription",
    }
}

node! {
    /// Flags on the report.
    ReportAnnotations {
        /// Sexual extortion.
        sextortion: bool = "sextortion",
        /// Abuse material was asked for.
        csam_solicitation: bool = "csamSolicitation",
        /// Both sides are children.
        minor_to_minor_interaction: bool = "minorToMinorInteraction",
        /// Mass messages.
        spam: bool = "spam",
        /// Sadistic exploitation by a group.
        sadistic_online_exploitation: bool = "sadisticOnlineExploitation",
    }
}

node! {
    /// A page in the web.
    WebPageIncident {
        @ /// Whether someone else than the reporting platform holds the content. An attribute, not an element.
        third_party_hosted_content: Option<bool> = "thirdPartyHostedContent",
        /// Addresses of the page.
        urls: Vec<Personal> = "url",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

node! {
    /// An e-mail.
    EmailIncident {
        /// Addresses concerned.
        email_addresses: Vec<super::Email> = "emailAddress",
        /// Words of the message.
        content: Option<Personal> = "content",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

node! {
    /// A newsgroup.
    NewsgroupIncident {
        /// Name of the group.
        name: Option<Personal> = "name",
        /// Addresses concerned.
        email_addresses: Vec<super::Email> = "emailAddress",
        /// Words of the message.
        content: Option<Personal> = "content",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

node! {
    /// A chat.
    ChatImIncident {
        /// The program.
        chat_client: Option<String> = "chatClient",
        /// The room.
        chat_room_name: Option<Personal> = "chatRoomName",
        /// Words of the chat.
        content: Option<Personal> = "content",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

node! {
    /// A game played online.
    OnlineGamingIncident {
        /// The game.
        game_name: Option<String> = "gameName",
        /// The console.
        console: Option<String> = "console",
        /// Words of the chat.
        content: Option<Personal> = "content",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

node! {
    /// A mobile telephone.
    CellPhoneIncident {
        /// The number.
        phone_number: Option<super::Phone> = "phoneNumber",
        /// Degrees, as written.
        latitude: Option<Personal> = "latitude",
        /// Degrees, as written.
        longitude: Option<Personal> = "longitude",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

node! {
    /// Something outside the net.
    NonInternetIncident {
        /// Name of the place.
        location_name: Option<Personal> = "locationName",
        /// Address of the place.
        addresses: Vec<Address> = "incidentAddress",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

node! {
    /// File sharing between peers.
    Peer2PeerIncident {
        /// The program.
        client: Option<String> = "client",
        /// Addresses seen.
        ip_captures: Vec<IpCaptureEvent> = "ipCaptureEvent",
        /// Names of files offered.
        file_names: Option<Personal> = "fileNames",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

macro_rules! choice {
    ($($(#[$meta:meta])* $variant:ident($type:ident) = $name:literal,)*) => {
        /// Where in the net it happened: exactly one kind of place. Element `internetDetails`.
        #[derive(Clone, Debug, PartialEq)]
        pub enum InternetDetails {
            $($(#[$meta])* #[doc = concat!("\n\nElement `", $name, "`.")] $variant($type),)*
        }

        impl Element for InternetDetails {
            fn emit(&self, name: &'static str, out: &mut Emitter) -> Result<(), WriteError> {
                let tag = out.start(name);
                out.open(tag)?;
                match self { $(Self::$variant(place) => place.emit($name, out)?,)* }
                out.close(name)
            }
            fn read(tag: &Tag<'_>, cursor: &mut Cursor<'_>) -> Result<Option<Self>, Fault> {
                let mut found = None;
                cursor.attributes(tag, |_, _| false)?;
                cursor.children(tag, |child, cursor| {
                    // The schema allows one; a second is kept unread.
                    if found.is_some() {
                        return Ok(false);
                    }
                    found = match child.name() {
                        $($name => Some(Self::$variant(cursor.node(child)?)),)*
                        _ => return Ok(false),
                    };
                    Ok(true)
                })?;
                Ok(found)
            }
        }
    };
}

choice! {
    /// A page in the web.
    WebPage(WebPageIncident) = "webPageIncident",
    /// An e-mail.
    Email(EmailIncident) = "emailIncident",
    /// A newsgroup.
    Newsgroup(NewsgroupIncident) = "newsgroupIncident",
    /// A chat.
    ChatIm(ChatImIncident) = "chatImIncident",
    /// A game played online.
    OnlineGaming(OnlineGamingIncident) = "onlineGamingIncident",
    /// A mobile telephone.
    CellPhone(CellPhoneIncident) = "cellPhoneIncident",
    /// Something outside the net.
    NonInternet(NonInternetIncident) = "nonInternetIncident",
    /// File sharing between peers.
    Peer2Peer(Peer2PeerIncident) = "peer2peerIncident",
}
