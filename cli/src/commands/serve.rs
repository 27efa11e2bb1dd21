//! `klpscope serve`: the page over everything that was read, until it is interrupted.

use std::net::SocketAddr;

use crate::args::Serve;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::Input;
use crate::output::{Notes, Output};
use crate::serve::{Server, Site};

/// Answers questions until it is interrupted.
pub(crate) fn run(args: &Serve, output: &mut Output<'_>) -> Result<Exit, Failure> {
    if !args.address.is_loopback() && !args.allow_remote {
        return Err(Failure::Usage {
            problem: format!("{} can be reached by other machines", args.address),
            hint: "to let anyone there ask without a password: --allow-remote".to_owned(),
        });
    }
    // A port that is taken is told before minutes of reading.
    let server = Server::bind(SocketAddr::new(args.address, args.port))?;
    let mut input = Input::of(&args.objects.files, &args.objects.kernel, &args.evidence)?;
    input.check()?;
    let exit = input.conclude(output, Notes::Counted);
    let site = Site::new(input);
    output.remarks(&[format!(
        "{} functions at http://{}/ until it is interrupted (Ctrl-C)",
        site.functions(),
        server.address()
    )]);
    server.run(site)?;
    Ok(exit)
}
