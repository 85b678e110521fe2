//! The command: `payment-sessions`, or `payment-sessions serve`, which is the same.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::terminal::{self, Colour, Paint, Ready};
use crate::{Addresses, Data, Options, StartError, System, demo, serve};

/// The whole payment API on this machine, for development: no money moves.
#[derive(Debug, Parser)]
#[command(name = "payment-sessions", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Starts everything; the same as no command.
    Serve(Serve),
}

#[derive(Debug, Args)]
struct Serve {
    /// The port of the API and its pages; 0 takes any that is free.
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// The port of the table, as a DynamoDB endpoint; 0 takes any that is free.
    #[arg(long, default_value_t = 8001)]
    dynamodb_port: u16,
    /// The folder that everything is kept in.
    #[arg(long, default_value = ".data")]
    data_dir: PathBuf,
    /// Throws away what is kept there first.
    #[arg(long)]
    fresh: bool,
    /// Keeps webhooks of test mode from reaching this machine, as a deployment does.
    #[arg(long)]
    forbid_loopback: bool,
    /// Prints one line of JSON when ready, and nothing else, on standard output.
    #[arg(long)]
    json: bool,
    /// Colours in the terminal.
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    /// What to log, as tracing's filters say it.
    #[arg(long, env = "RUST_LOG", hide_env_values = true)]
    log: Option<String>,
    /// Any value keeps the terminal without colours.
    #[arg(long, env = "NO_COLOR", hide = true)]
    no_color: Option<String>,
}

/// Does what the command line says.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let command = cli.command.map_or(cli.serve, |Command::Serve(serve)| serve);
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| StartError::Part { what: "runtime", why: error.to_string() })
        .and_then(|runtime| {
            let done = runtime.block_on(run(command));
            // Whatever still waits for somebody else's answer need not be waited for.
            runtime.shutdown_background();
            done
        });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say_why(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "whoever typed the command is told why it ended")]
fn say_why(error: &StartError) {
    eprintln!("payment-sessions: {error}.");
}

async fn run(command: Serve) -> Result<(), StartError> {
    let no_colour = command.no_color.as_deref().is_some_and(|value| !value.is_empty());
    let options = Options {
        forbid_loopback: command.forbid_loopback,
        dynamodb_port: command.dynamodb_port,
        ..Options::new(Data::Dir(command.data_dir.clone()))
    };
    terminal::start_log(command.log.as_deref(), command.color, no_colour, Arc::clone(&options.clock));
    // The port comes first: whoever has it may be using the data too.
    let listener = serve::bind(command.port).await?;
    if command.fresh {
        crate::throw_away(&command.data_dir)?;
    }
    let system = Arc::new(Box::pin(System::start(options)).await?);
    let paint = Paint::new(command.color, no_colour, io::stdout().is_terminal());
    let data = command.data_dir.display().to_string();
    let say = |addresses: &Addresses| say_ready(addresses, command.json, &data, paint);
    Box::pin(serve::serve(system, listener, told_to_stop(), say)).await
}

/// Says that everything works: to a program in one line, to a person in several.
fn say_ready(addresses: &Addresses, json: bool, data: &str, paint: Paint) {
    let keys = demo::keys();
    let ready = Ready {
        base_url: addresses.base_url.clone(),
        secret_key: keys.secret,
        publishable_key: keys.publishable,
        live_secret_key: keys.live_secret,
        inbox_url: addresses.inbox_url.clone(),
        dynamodb_endpoint: addresses.dynamodb_endpoint.clone(),
    };
    let text = match json {
        // Plain texts always serialise.
        true => serde_json::to_string(&ready).unwrap_or_default(),
        false => terminal::welcome(&ready, data, paint),
    };
    let mut out = io::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        tracing::debug!("nobody reads standard output");
    }
}

/// Waits for Ctrl-C, or for the system to ask.
async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut asked) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = asked.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Without signals only being killed stops it, which loses nothing.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_well_formed_and_serve_is_the_same_as_nothing() {
        Cli::command().debug_assert();
        let bare = Cli::try_parse_from(["payment-sessions", "--port", "0", "--json"]).unwrap();
        assert!(bare.command.is_none() && bare.serve.json && bare.serve.port == 0);
        let named = Cli::try_parse_from(["payment-sessions", "serve", "--fresh"]).unwrap();
        assert!(matches!(named.command, Some(Command::Serve(Serve { fresh: true, port: 8000, .. }))));
    }
}
