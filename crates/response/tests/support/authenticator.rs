//! An authenticator in software: keys of Ed25519, user verification, a counter. It does what a browser asks, and wrong
//! things when it is told to.

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use store::keys::sha256;

pub struct Authenticator {
    pub key: SigningKey,
    pub id: Vec<u8>,
    pub handle: String,
    pub counter: u32,
    pub origin: &'static str,
    pub host: &'static str,
    /// Flags of the authenticator's data: user present (1) and verified (4).
    pub flags: u8,
    pub framed: bool,
}

impl Authenticator {
    pub fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_bytes(&[seed; 32]),
            id: vec![seed; 32],
            handle: String::new(),
            counter: 0,
            origin: "https://desk.example.org",
            host: "desk.example.org",
            flags: 5,
            framed: false,
        }
    }

    fn client_data(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let data = json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.framed });
        serde_json::to_vec(&data).unwrap()
    }

    fn data(&mut self, flags: u8) -> Vec<u8> {
        self.counter += 1;
        let mut data = sha256(self.host.as_bytes()).to_vec();
        data.push(flags);
        data.extend_from_slice(&self.counter.to_be_bytes());
        data
    }

    /// Makes a passkey; returns the challenge and the answer as a form carries them.
    pub fn make(&mut self, options: &Value) -> (String, String) {
        let challenge = options["challenge"].as_str().unwrap().to_owned();
        options["user"]["id"].as_str().unwrap().clone_into(&mut self.handle);
        let client = self.client_data("webauthn.create", &challenge);
        let mut data = self.data(self.flags | 0x40);
        data.extend_from_slice(&[0; 16]);
        data.extend_from_slice(&u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend_from_slice(&self.id);
        // COSE: {1: 1 (OKP), 3: -8 (EdDSA), -1: 6 (Ed25519), -2: key}.
        data.extend_from_slice(&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20]);
        data.extend_from_slice(self.key.verifying_key().as_bytes());
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": data}.
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend_from_slice(&u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend_from_slice(&data);
        let answer = json!({
            "id": BASE64URL_NOPAD.encode(&self.id),
            "transports": ["internal"],
            "attestationObject": BASE64URL_NOPAD.encode(&object),
            "clientDataJSON": BASE64URL_NOPAD.encode(&client),
        });
        (challenge, answer.to_string())
    }

    /// Uses the passkey.
    pub fn sign(&mut self, options: &Value) -> (String, String) {
        let challenge = options["challenge"].as_str().unwrap().to_owned();
        let client = self.client_data("webauthn.get", &challenge);
        let data = self.data(self.flags);
        let mut signed = data.clone();
        signed.extend_from_slice(&sha256(&client));
        let answer = json!({
            "id": BASE64URL_NOPAD.encode(&self.id),
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "signature": BASE64URL_NOPAD.encode(&self.key.sign(&signed).to_bytes()),
            "clientDataJSON": BASE64URL_NOPAD.encode(&client),
            "userHandle": self.handle,
        });
        (challenge, answer.to_string())
    }
}
