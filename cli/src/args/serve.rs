//! The arguments of `klpscope serve`.

use std::net::IpAddr;

use super::{Evidence, Objects};

/// The page of `report` for any function, in a browser, from a server on this machine
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  klpscope serve vmlinux
  klpscope serve --kernel $(uname -r) --port 8080
  curl 'http://127.0.0.1:8080/api/report?f=vfs_read'")]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) objects: Objects,
    #[command(flatten)]
    pub(crate) evidence: Evidence,
    /// Port to listen on; 0: any that is free
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Server")]
    pub(crate) port: u16,
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1", help_heading = "Server")]
    pub(crate) address: IpAddr,
    /// Let other machines ask: for an ADDR that is not of this machine alone
    #[arg(long, help_heading = "Server")]
    pub(crate) allow_remote: bool,
}
