//! Persons and accounts.

use super::super::schema::{group, node, text_node};
use super::super::value::{
    AccountKind, AddressKind, CallingCode, EmailKind, EventName, Extension, PhoneKind,
};
use model::{BirthDate, Personal, When};

node! {
    /// A person.
    Person {
        /// Given name.
        first_name: Option<Personal> = "firstName",
        /// Family name.
        last_name: Option<Personal> = "lastName",
        /// Telephone numbers.
        phones: Vec<Phone> = "phone",
        /// E-mail addresses.
        emails: Vec<Email> = "email",
        /// Postal addresses.
        addresses: Vec<Address> = "address",
        /// Age in years.
        age: Option<u8> = "age",
        /// Date of birth; only a whole day can be written.
        date_of_birth: Option<BirthDate> = "dateOfBirth",
    }
}

node! {
    /// Somebody to ask: a person without age.
    ContactPerson {
        /// Given name.
        first_name: Option<Personal> = "firstName",
        /// Family name.
        last_name: Option<Personal> = "lastName",
        /// Telephone numbers.
        phones: Vec<Phone> = "phone",
        /// E-mail addresses.
        emails: Vec<Email> = "email",
        /// Postal addresses.
        addresses: Vec<Address> = "address",
    }
}

text_node! {
    /// A telephone number.
    Phone {
        /// The number as written.
        number: Personal,
        @ /// What kind of line.
        kind: Option<PhoneKind> = "type",
        @ /// Whether the platform verified it.
        verified: Option<bool> = "verified",
        @ /// When it did.
        verification_date: Option<When> = "verificationDate",
        @ /// Calling code of the country.
        country_calling_code: Option<CallingCode> = "countryCallingCode",
        @ /// Extension.
        extension: Option<Extension> = "extension",
    }
}

text_node! {
    /// An e-mail address.
    Email {
        /// The address as written.
        address: Personal,
        @ /// What it is used for.
        kind: Option<EmailKind> = "type",
        @ /// Whether the platform verified it.
        verified: Option<bool> = "verified",
        @ /// When it did.
        verification_date: Option<When> = "verificationDate",
    }
}

node! {
    /// A postal address.
    Address {
        @ /// What it is used for.
        kind: Option<AddressKind> = "type",
        /// Street and number.
        street: Option<Personal> = "address",
        /// City.
        city: Option<Personal> = "city",
        /// Postal code.
        zip_code: Option<Personal> = "zipCode",
        /// State of the United States.
        state: Option<String> = "state",
        /// Province or state elsewhere.
        non_usa_state: Option<String> = "nonUsaState",
        /// Country.
        country: Option<String> = "country",
    }
}

node! {
    /// An IP address and when it was seen.
    IpCaptureEvent {
        /// The address as written; it may be no address at all.
        ip_address: Option<Personal> = "ipAddress",
        /// What happened.
        event_name: Option<EventName> = "eventName",
        /// When.
        date_time: Option<When> = "dateTime",
        /// Whether the platform takes it for a proxy.
        possible_proxy: Option<bool> = "possibleProxy",
        /// Source port.
        port: Option<u16> = "port",
    }
}

node! {
    /// A device and when it was seen.
    DeviceId {
        /// What kind of number it is (IMEI, advertising id ...).
        id_type: Option<String> = "idType",
        /// The number.
        id_value: Option<Personal> = "idValue",
        /// What happened.
        event_name: Option<EventName> = "eventName",
        /// When.
        date_time: Option<When> = "dateTime",
    }
}

node! {
    /// Where the platform takes an account to be.
    EstimatedLocation {
        @ /// Whether the platform verified it.
        verified: Option<bool> = "verified",
        @ /// As of when.
        timestamp: Option<When> = "timestamp",
        /// City.
        city: Option<Personal> = "city",
        /// Province, state or region.
        region: Option<String> = "region",
        /// Country.
        country_code: Option<String> = "countryCode",
    }
}

text_node! {
    /// Whether an account was closed for a time.
    TemporarilyDisabled {
        /// Whether it was.
        disabled: bool,
        @ /// When.
        disabled_date: Option<When> = "disabledDate",
        @ /// Whether its user was told.
        user_notified: Option<bool> = "userNotified",
        @ /// When the user was told.
        user_notified_date: Option<When> = "userNotifiedDate",
        @ /// When it was opened again.
        reenabled_date: Option<When> = "reenabledDate",
    }
}

text_node! {
    /// Whether an account was closed for good.
    PermanentlyDisabled {
        /// Whether it was.
        disabled: bool,
        @ /// When.
        disabled_date: Option<When> = "disabledDate",
        @ /// Whether its user was told.
        user_notified: Option<bool> = "userNotified",
        @ /// When the user was told.
        user_notified_date: Option<When> = "userNotifiedDate",
    }
}

group! {
    /// An account at the reporting platform.
    Account {
        /// The platform's own number or token for it.
        esp_identifier: Option<Personal> = "espIdentifier",
        /// The service within the platform.
        esp_service: Option<String> = "espService",
        /// Whether somebody else is thought to have taken it over.
        compromised: Option<bool> = "compromisedAccount",
        /// Screen or user name.
        screen_name: Option<Personal> = "screenName",
        /// Names shown.
        display_names: Vec<Personal> = "displayName",
        /// Pages of the account.
        profile_urls: Vec<Personal> = "profileUrl",
        /// What the account says of itself.
        profile_bio: Option<Personal> = "profileBio",
        /// Addresses seen.
        ip_captures: Vec<IpCaptureEvent> = "ipCaptureEvent",
        /// Devices seen.
        device_ids: Vec<DeviceId> = "deviceId",
    }
}

group! {
    /// How an account stands with the platform.
    AccountStanding {
        /// Group it belongs to.
        group_identifier: Option<Personal> = "groupIdentifier",
        /// Closed for a time.
        temporarily_disabled: Option<TemporarilyDisabled> = "accountTemporarilyDisabled",
        /// Closed for good.
        permanently_disabled: Option<PermanentlyDisabled> = "accountPermanentlyDisabled",
        /// Where the platform takes it to be.
        estimated_location: Option<EstimatedLocation> = "estimatedLocation",
        /// Whether all its e-mail addresses are in the report.
        all_emails_reported: Option<bool> = "allEmailsReported",
    }
}

node! {
    /// Who is reported.
    PersonOrUserReported {
        /// The person.
        person: Option<Person> = "personOrUserReportedPerson",
        /// A vehicle.
        vehicle_description: Option<Personal> = "vehicleDescription",
        /// The account.
        account: Account = "*account",
        /// Whether the account is at another platform than the reporting one.
        third_party_user_reported: Option<bool> = "thirdPartyUserReported",
        /// Numbers of earlier reports.
        prior_reports: Vec<u64> = "priorCTReports",
        /// How the account stands.
        standing: AccountStanding = "*standing",
        /// Other accounts that go with it.
        associated_accounts: Vec<AssociatedAccount> = "associatedAccount",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

node! {
    /// For whom the content was meant.
    IntendedRecipient {
        /// The person.
        person: Option<Person> = "intendedRecipientPerson",
        /// The account.
        account: Account = "*account",
        /// Numbers of earlier reports.
        prior_reports: Vec<u64> = "priorCTReports",
        /// How the account stands.
        standing: AccountStanding = "*standing",
        /// Free words.
        additional_info: Vec<Personal> = "additionalInfo",
    }
}

node! {
    /// A child concerned.
    Victim {
        /// The child; the schema demands the element, which may be empty.
        person: Person = "victimPerson",
        /// The child's account.
        account: Account = "*account",
        /// The child's school.
        school_name: Option<Personal> = "schoolName",
        /// Numbers of earlier reports.
        prior_reports: Vec<u64> = "priorCTReports",
        /// How the account stands.
        standing: AccountStanding = "*standing",
        /// Other accounts that go with it.
        associated_accounts: Vec<AssociatedAccount> = "associatedAccount",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}

text_node! {
    /// The platform of an associated account.
    AccountPlatform {
        /// Its name.
        name: String,
        @ /// Whether it is another platform than the reporting one.
        third_party_user: Option<bool> = "thirdPartyUser",
    }
}

node! {
    /// Another account that goes with a person or account of the report.
    AssociatedAccount {
        @ /// How it goes with it.
        kind: Option<AccountKind> = "type",
        /// Where it is.
        platform: Option<AccountPlatform> = "platform",
        /// Given name.
        first_name: Option<Personal> = "firstName",
        /// Middle name.
        middle_name: Option<Personal> = "middleName",
        /// Family name.
        last_name: Option<Personal> = "lastName",
        /// Age in years, about.
        approximate_age: Option<u8> = "approximateAge",
        /// Date of birth; only a whole day can be written.
        date_of_birth: Option<BirthDate> = "dateOfBirth",
        /// Telephone numbers.
        phones: Vec<Phone> = "phone",
        /// E-mail addresses.
        emails: Vec<Email> = "email",
        /// Whether all its e-mail addresses are in the report.
        all_emails_reported: Option<bool> = "allEmailsReported",
        /// Postal addresses.
        addresses: Vec<Address> = "address",
        /// The service within the platform.
        esp_service: Option<String> = "espService",
        /// The platform's own number or token for it.
        esp_identifier: Option<Personal> = "espIdentifier",
        /// Pages of the account.
        profile_urls: Vec<Personal> = "profileUrl",
        /// Screen or user name.
        screen_name: Option<Personal> = "screenName",
        /// Names shown.
        display_names: Vec<Personal> = "displayName",
        /// What the account says of itself.
        profile_bio: Option<Personal> = "profileBio",
        /// Group it belongs to.
        group_identifier: Option<Personal> = "groupIdentifier",
        /// Whether somebody else is thought to have taken it over.
        compromised: Option<bool> = "compromisedAccount",
        /// Closed for a time.
        temporarily_disabled: Option<TemporarilyDisabled> = "accountTemporarilyDisabled",
        /// Closed for good.
        permanently_disabled: Option<PermanentlyDisabled> = "accountPermanentlyDisabled",
        /// Addresses seen.
        ip_captures: Vec<IpCaptureEvent> = "ipCaptureEvent",
        /// Devices seen.
        device_ids: Vec<DeviceId> = "deviceId",
        /// Numbers of earlier reports. The schema writes the element in the singular here.
        prior_reports: Vec<u64> = "priorCTReport",
        /// Free words.
        additional_info: Option<Personal> = "additionalInfo",
    }
}
