//! `tanglaw user`

use crate::{
    Ending,
    cli::{Place, User},
};
use response::{Actor, accounts, accounts::Credentials};

pub(crate) async fn run(place: &Place, user: User) -> anyhow::Result<Ending> {
    let store = super::open(place).await?;
    match user {
        User::Add { name, role } => {
            let permit = Actor::Operator.permit("user added on the command line")?;
            let credentials = accounts::add_user(&store, &permit, name, role).await?;
            print_credentials(&credentials);
        }
        User::List => {
            for record in store.users().await? {
                let standing = if record.active { "" } else { "  (inactive)" };
                println!(
                    "{:<24} {}{standing}",
                    record.user.name.to_string(),
                    record.user.role.code().replace('_', "-")
                );
            }
        }
    }
    store.close().await;
    Ok(Ending::Done)
}

/// Shown once: the store keeps only a hash of the password, and the secret sealed.
pub(crate) fn print_credentials(credentials: &Credentials) {
    println!("name:     {}", credentials.name);
    println!("password: {}", *credentials.password);
    println!("secret:   {}   (type it into an authenticator app)", *credentials.totp_secret);
    println!("or scan:  {}", *credentials.otpauth());
    println!("This is shown once. Hand it over in person.");
}
