//! STS on the world: who is calling.
//!
//! The world has one account and nobody in it yet but its owner, so every caller is the root of that account. Users and
//! roles come with IAM; then this is the place that asks it.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>

use std::sync::Arc;

use labs_world::{BoxFuture, Call, Map, Reply, Service, ServiceError, World};

/// The `Service` named `sts`, with the one operation that needs no IAM: GetCallerIdentity.
#[derive(Clone)]
pub struct Sts {
    world: Arc<World>,
}

impl Sts {
    /// STS of a world.
    #[must_use]
    pub fn new(world: Arc<World>) -> Self {
        Self { world }
    }

    /// Account, ARN and unique id of the caller: for the root of an account, the id is the account's.
    fn caller_identity(&self) -> Map {
        let account = self.world.account();
        let members = [
            ("UserId", account.to_owned()),
            ("Account", account.to_owned()),
            ("Arn", format!("arn:aws:iam::{account}:root")),
        ];
        members.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect()
    }
}

impl Service for Sts {
    fn name(&self) -> &'static str {
        "sts"
    }

    fn operations(&self) -> Vec<&'static str> {
        vec!["GetCallerIdentity"]
    }

    fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
        Box::pin(async move {
            match call.operation.as_str() {
                "GetCallerIdentity" => Ok(Reply::new(self.caller_identity())),
                // The boundary lets nothing else through.
                other => Err(ServiceError::client("InvalidAction", format!("STS has no operation {other} here"))),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use labs_aws::{Boundary, Endpoint as _};
    use labs_world::DEFAULT_START;

    use super::*;

    #[tokio::test]
    async fn the_caller_is_the_owner_of_the_worlds_account() {
        let world = Arc::new(World::in_memory(1, DEFAULT_START));
        let boundary = Boundary::new(world.clone(), vec![Arc::new(Sts::new(world.clone()))]).unwrap();
        let answer = boundary.send(Call::new("sts", "GetCallerIdentity", Map::new())).await.unwrap();
        let text = |name: &str| answer.reply.output[name].as_str().unwrap().to_owned();
        assert_eq!(text("Account"), world.account());
        assert_eq!(text("UserId"), world.account());
        assert_eq!(text("Arn"), format!("arn:aws:iam::{}:root", world.account()));
        assert_eq!(answer.request_id.len(), 36);
    }

    #[tokio::test]
    async fn what_needs_users_and_roles_is_refused_by_name() {
        let world = Arc::new(World::in_memory(1, DEFAULT_START));
        let boundary = Boundary::new(world.clone(), vec![Arc::new(Sts::new(world))]).unwrap();
        let error = boundary.send(Call::new("sts", "GetSessionToken", Map::new())).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "InvalidAction: this version of labs does not support the operation GetSessionToken of STS"
        );
    }
}
