//! The help of `aws s3`, from the table of its commands.

use super::options::{COMMANDS, Command, Fate};

/// What commands there are.
pub(super) fn all() -> String {
    let mut text = "aws s3: copies files to and from buckets\n\nCommands:\n".to_owned();
    for command in COMMANDS {
        text.push_str(&format!("  {:<9}{}\n", command.name, command.purpose));
    }
    text.push_str("\nTo see a command's options: aws s3 <command> help\n");
    text
}

/// One command.
pub(super) fn one(command: &Command) -> String {
    let mut text = format!("aws s3 {} {}\n\n{}\n\nOptions:\n", command.name, command.usage, command.purpose);
    for option in command.options.iter().flat_map(|group| group.iter()) {
        let fate = match option.fate {
            Fate::Honoured => "",
            Fate::AlreadySo => "  (so anyway)",
            Fate::Refused(_) => "  (not supported)",
        };
        text.push_str(&format!("  {}{fate}\n", option.name));
    }
    text
}
