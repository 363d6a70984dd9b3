//! `tanglaw user`

use crate::{
    Ending,
    cli::{Place, User},
};
use anyhow::Context;
use response::{
    Actor, accounts,
    accounts::Credentials,
    people::{
        invitations,
        leaving::{self, Leaving},
    },
};

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
        User::Invite { name, role, agency, again } => {
            let permit = Actor::Operator.permit("invitation on the command line")?;
            let invited = match role {
                Some(role) if !again => {
                    let agency = match agency {
                        Some(agency) => agency,
                        None => accounts::own_agency(&store, &permit).await?,
                    };
                    invitations::invite(&store, &permit, name, agency, role).await?
                }
                _ => {
                    let record = store.user_by_name(&name).await?.context("there is no user of this name")?;
                    invitations::renew(&store, &permit, record.user.id).await?
                }
            };
            println!("name:     {}", invited.name);
            println!("code:     {}", *invited.code);
            println!("until:    {}", invited.expires_at);
            println!(
                "This is shown once. Hand it over in person; it is typed at the desk's page /invitation."
            );
        }
        User::Offboard { name } => {
            let permit = Actor::Operator.permit("off-boarding on the command line")?;
            let record = store.user_by_name(&name).await?.context("there is no user of this name")?;
            let Leaving::Done(left) = leaving::offboard(&store, &permit, record.user.id).await? else {
                anyhow::bail!(
                    "this is the last administrator: add another one first, with `tanglaw user add`"
                )
            };
            println!("{} has no access any more.", left.user.name);
            if left.held > 0 {
                println!("leads and referrals handed back to the team: {}", left.held);
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
