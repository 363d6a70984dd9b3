//! The police-side document as types.
//!
//! Every field may be missing. Field names follow the reconstructed structure of reference `tips-and-hashes.md` 1.2.

use super::schema::{List, One, Texts, Whole, object};
use model::{BirthDate, Personal, When};

object! {
    /// One report as the clearing house hands it to police.
    Document {
        /// The clearing house's number.
        report_id: Option<String> = "reportId" as One,
        /// When the clearing house got it.
        date_received: Option<When> = "dateReceived" as One,
        /// What was reported.
        information: Information = "reportedInformation" as Whole,
    }
}

object! {
    /// What was reported.
    Information {
        /// The platform that reported.
        reporting_esp: ReportingEsp = "reportingEsp" as Whole,
        /// What happened and when.
        incident: IncidentSummary = "incidentSummary" as Whole,
        /// Where in the net it happened.
        details: IncidentDetails = "incidentDetails" as Whole,
        /// Free words, which often carry the facts of a platform's own form.
        additional: Vec<Personal> = "additionalInformations" as Texts::Valued,
        /// Who is reported.
        reported_persons: Vec<Person> = "reportedPeople" as List("reportedPersons"),
        /// For whom the content was meant.
        intended_recipients: Vec<Person> = "intendedRecipients" as List("intendedRecipients"),
        /// Files.
        files: Vec<UploadedFile> = "uploadedFiles" as List("uploadedFiles"),
    }
}

object! {
    /// The platform that reported.
    ReportingEsp scalar in "espName" {
        /// Its name.
        name: Option<String> = "espName" as One,
        /// Given name of its desk's person.
        first_name: Option<Personal> = "firstName" as One,
        /// Family name of its desk's person; some platforms write the name of a product here.
        last_name: Option<Personal> = "lastName" as One,
    }
}

object! {
    /// What happened and when.
    IncidentSummary scalar in "incidentType" {
        /// The kind, in the format's words.
        incident_type: Option<String> = "incidentType" as One,
        /// When it happened.
        date_time: Option<When> = "incidentDateTime" as One,
        /// What that time means.
        date_time_description: Option<Personal> = "incidentDateTimeDescription" as One,
    }
}

object! {
    /// Where in the net it happened. The first two are known from working parsers; the others are named as in the
    /// platform's own form.
    IncidentDetails {
        /// Pages in the web.
        web_pages: Vec<IncidentPlace> = "webpageIncident" as List(""),
        /// E-mails.
        emails: Vec<IncidentPlace> = "emailIncident" as List(""),
        /// Newsgroups.
        newsgroups: Vec<IncidentPlace> = "newsgroupIncident" as List(""),
        /// Chats.
        chats: Vec<IncidentPlace> = "chatImIncident" as List(""),
        /// Games.
        games: Vec<IncidentPlace> = "onlineGamingIncident" as List(""),
        /// Mobile telephones.
        cell_phones: Vec<IncidentPlace> = "cellPhoneIncident" as List(""),
        /// Outside the net.
        outside: Vec<IncidentPlace> = "nonInternetIncident" as List(""),
        /// File sharing between peers.
        peer2peer: Vec<IncidentPlace> = "peer2peerIncident" as List(""),
    }
}

object! {
    /// One place in the net.
    IncidentPlace {
        /// Addresses seen.
        captures: Vec<SourceCapture> = "sourceInformation" as List("sourceCaptures"),
        /// Words of messages.
        contents: Vec<Personal> = "contents" as Texts::Valued,
        /// Free words.
        additional: Vec<Personal> = "additionalInformations" as Texts::Valued,
    }
}

object! {
    /// Something that was seen: an IP address, a page, a device.
    SourceCapture scalar in "value" {
        /// What it is: `IP Address`, `Profile URL`, `URL` and others.
        capture_type: Option<String> = "captureType" as One,
        /// The address.
        value: Option<Personal> = "value" as One,
        /// When it was seen.
        date_time: Option<When> = "dateTime" as One,
        /// What happened, often in capitals (`UPLOAD`).
        event_name: Option<String> = "eventName" as One,
        /// Source port.
        port: Option<u16> = "port" as One,
    }
}

object! {
    /// A telephone number or an e-mail address.
    Contact scalar in "value" {
        /// The number or address.
        value: Option<Personal> = "value" as One,
        /// Whether the platform verified it.
        verified: Option<bool> = "verified" as One,
    }
}

object! {
    /// A postal address.
    Address scalar in "street1" {
        /// Street.
        street1: Option<Personal> = "street1" as One,
        /// More of the street.
        street2: Option<Personal> = "street2" as One,
        /// City.
        city: Option<Personal> = "city" as One,
        /// State or province.
        state: Option<String> = "state" as One,
        /// Postal code.
        postal_code: Option<Personal> = "postalCode" as One,
        /// Country.
        country: Option<String> = "country" as One,
    }
}

object! {
    /// A person or an account.
    Person {
        /// Given name.
        first_name: Option<Personal> = "firstName" as One,
        /// Middle name.
        middle_name: Option<Personal> = "middleName" as One,
        /// Family name.
        last_name: Option<Personal> = "lastName" as One,
        /// Name they go by.
        preferred_name: Option<Personal> = "preferredName" as One,
        /// Gender, in the source's words.
        gender: Option<Personal> = "gender" as One,
        /// Pronouns.
        preferred_pronouns: Option<Personal> = "preferredPronouns" as One,
        /// Date or year of birth.
        date_of_birth: Option<BirthDate> = "dateOfBirth" as One,
        /// Age, in the source's words (`34`, `13-15`).
        approximate_age: Option<Personal> = "approximateAge" as One,
        /// What the person looks like.
        physical_description: Option<Personal> = "physicalDescription" as One,
        /// A vehicle.
        vehicle_description: Option<Personal> = "vehicleDescription" as One,
        /// Its plate.
        vehicle_tag_number: Option<Personal> = "vehicleTagNumber" as One,
        /// Occupation.
        occupation: Option<Personal> = "occupation" as One,
        /// The service within the platform.
        esp_service: Option<String> = "espService" as One,
        /// The platform's own number or token for the account.
        esp_user_id: Option<Personal> = "espUserId" as One,
        /// IP addresses without time.
        ip_addresses: Vec<Personal> = "ipAddress" as Texts::Bare,
        /// How the person stands to who reports.
        relationship_to_reporter: Option<Personal> = "relationshipToReporter" as One,
        /// How the person stands to the child.
        relationship_to_child: Option<Personal> = "relationshipToChildVictim" as One,
        /// Whether the person can get at the child.
        access_to_child: Option<Personal> = "accessToChildVictim" as One,
        /// Whether the person can get at children.
        access_to_children: Option<Personal> = "accessToChildren" as One,
        /// Whether the person has firearms.
        access_to_firearms: Option<Personal> = "accessToFirearms" as One,
        /// Whether the person was convicted of a sexual offence.
        convicted_sex_offender: Option<Personal> = "convictedSexOffender" as One,
        /// Whether the person knows of the report.
        aware_of_report: Option<Personal> = "awareOfReport" as One,
        /// A gang.
        gang_affiliation: Option<Personal> = "gangAffiliation" as One,
        /// Screen or user names.
        screen_names: Vec<Personal> = "screenName" as Texts::ValuedOnce,
        /// E-mail addresses.
        emails: Vec<Contact> = "emails" as List("emails"),
        /// Telephone numbers.
        phones: Vec<Contact> = "phones" as List("phones"),
        /// Postal addresses.
        addresses: Vec<Address> = "addresses" as List("addresses"),
        /// Languages.
        languages: Vec<Personal> = "languages" as Texts::Bare,
        /// Races, in the source's words.
        races: Vec<Personal> = "races" as Texts::Bare,
        /// Disabilities.
        disabilities: Vec<Personal> = "disabilities" as Texts::Bare,
        /// More ways to reach the person.
        additional_contact: Vec<Personal> = "additionalContactInformation" as Texts::Bare,
        /// More on disabilities.
        additional_disability: Vec<Personal> = "additionalDisabilityInformation" as Texts::Bare,
        /// Addresses seen.
        captures: Vec<SourceCapture> = "sourceInformation" as List("sourceCaptures"),
        /// Free words.
        additional: Vec<Personal> = "additionalInformations" as Texts::Valued,
    }
}

object! {
    /// A file: facts and a hash, never the file.
    UploadedFile scalar in "filename" {
        /// Its name.
        filename: Option<Personal> = "filename" as One,
        /// Its name as it was uploaded.
        original_filename: Option<Personal> = "originalFilename" as One,
        /// The clearing house's number for it.
        submittal_id: Option<String> = "submittalId" as One,
        /// A hash; MD5 where it has 32 hexadecimal digits.
        verification_hash: Option<String> = "verificationHash" as One,
        /// Whether a person at the platform looked at it; absent is *not known*.
        viewed_by_esp: Option<bool> = "viewedByEsp" as One,
        /// The platform's label (A1, A2, B1, B2).
        industry_classification: Option<String> = "industryClassification" as One,
        /// Addresses seen.
        captures: Vec<SourceCapture> = "sourceInformation" as List("sourceCaptures"),
        /// Labels of the clearing house.
        tag_groups: Vec<TagGroup> = "ncmecTags" as List("groups"),
        /// Fields of the platform's own.
        metadata: Vec<Metadata> = "espMetadata" as List("metadatas"),
        /// Free words.
        additional: Vec<Personal> = "additionalInformations" as Texts::Valued,
    }
}

object! {
    /// Labels that belong together.
    TagGroup scalar in "tags" {
        /// The labels.
        tags: Vec<Personal> = "tags" as Texts::Valued,
    }
}

object! {
    /// A field of the platform's own.
    Metadata {
        /// Its name.
        name: Option<String> = "name" as One,
        /// Its value.
        value: Option<Personal> = "value" as One,
    }
}
