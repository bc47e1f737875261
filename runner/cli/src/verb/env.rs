//! `labs env`: the exports that point real clients at a running `labs serve`; meant for `eval "$(labs env)"`.

use std::io::Write as _;

use crate::cli::WorldArgs;
use crate::exit::Exit;
use crate::folders;
use crate::serving::{AccessKey, Serving};
use crate::surface;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

/// Prints the exports. Without a server the shell that evaluates them must notice: `eval` fails, and later `aws` commands are
/// pointed at nobody instead of the user's own account.
pub(crate) fn run(args: &WorldArgs, terminal: &Terminal) -> Result<Exit, Trouble> {
    let mut out = terminal.stdout();
    let serving = match folders::world(args).and_then(|world| Serving::find(&world)) {
        Ok(serving) => serving,
        Err(trouble) => {
            writeln!(out, "export AWS_ENDPOINT_URL='{}'; false", surface::AWS.usual_url())
                .and_then(|()| out.flush())
                .map_err(Trouble::Output)?;
            return Err(trouble);
        }
    };
    // What would win over the exports: a profile of the user's, a token that belongs to other keys.
    writeln!(out, "unset AWS_PROFILE AWS_SESSION_TOKEN").map_err(Trouble::Output)?;
    for (name, value) in exports(&serving.aws, &serving.region, &serving.access_key) {
        writeln!(out, "export {name}='{value}'").map_err(Trouble::Output)?;
    }
    out.flush().map_err(Trouble::Output)?;
    Ok(Exit::AllRight)
}

/// Variables that the AWS CLI, the SDKs and MLflow read. Values hold no quotes: they are addresses, words and digits.
pub(crate) fn exports(aws: &str, region: &str, key: &AccessKey) -> Vec<(&'static str, String)> {
    let region = region.to_owned();
    vec![
        ("AWS_ENDPOINT_URL", aws.to_owned()),
        ("AWS_ACCESS_KEY_ID", key.id.clone()),
        ("AWS_SECRET_ACCESS_KEY", key.secret.clone()),
        // Both names: the CLI reads one, some SDKs the other.
        ("AWS_REGION", region.clone()),
        ("AWS_DEFAULT_REGION", region),
        // Answers come into the terminal instead of a pager, and nobody asks for an instance's role.
        ("AWS_PAGER", String::new()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ]
}
