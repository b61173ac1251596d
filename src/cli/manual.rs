//! `schema`, `completions` and `man`: what the program says of itself.

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Arguments;
use super::failure::{Failure, Outcome};
use super::terminal;

const NAME: &str = "overheard";

/// Prints the JSON Schema of the scenario file.
pub fn schema() -> Result<Outcome, Failure> {
    terminal::print(format!("{:#}\n", crate::scenario::schema()).as_bytes())?;
    Ok(Outcome::Done)
}

/// Prints completions for a shell.
pub fn completions(shell: Shell) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), NAME, &mut script);
    terminal::print(&script)?;
    Ok(Outcome::Done)
}

/// Prints the manual page, followed by one for each command.
pub fn man() -> Result<Outcome, Failure> {
    let mut program = Arguments::command();
    program.build();
    let mut pages = Vec::new();
    page(&program, NAME.to_owned(), &mut pages)?;
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        page(command, format!("{NAME}-{}", command.get_name()), &mut pages)?;
    }
    terminal::print(&pages)?;
    Ok(Outcome::Done)
}

fn page(command: &Command, title: String, pages: &mut Vec<u8>) -> Result<(), Failure> {
    Man::new(command.clone()).title(title).render(pages).map_err(Failure::Print)
}
