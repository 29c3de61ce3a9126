//! Whether the file is still where it was opened.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::UnavailableKind;
use crate::sqlite::fault::Fault;

/// The file and its log, as they were found. What is committed to a file that has no name any more is lost with the process.
#[derive(Clone, Debug)]
pub(super) struct Files {
    file: PathBuf,
    log: PathBuf,
    file_id: Option<FileId>,
    /// Known after the first commit of a connection, which made the log if there was none.
    log_id: Option<FileId>,
}

/// Where a file lies on its disk, whatever its name.
type FileId = (u64, u64);

impl Files {
    /// Of a file that was opened just now.
    pub(super) fn opened(path: &Path) -> io::Result<Self> {
        // The log lies beside the file itself, and not beside a link to it.
        let mut log = path.canonicalize()?.into_os_string();
        log.push("-wal");
        Ok(Self {
            file: path.to_owned(),
            log: log.into(),
            file_id: id(path)?,
            log_id: None,
        })
    }

    /// The last connection to close removes the log.
    pub(super) fn forget_log(&mut self) {
        self.log_id = None;
    }

    /// Before a connection is opened or used.
    pub(super) fn check(&self) -> Result<(), Fault> {
        let is_there = self.file_is_there() && (self.log_id.is_none() || self.log_is_there());
        refuse_unless(is_there)
    }

    /// After a commit, before it is told to anyone.
    pub(super) fn check_committed(&mut self) -> Result<(), Fault> {
        if self.log_id.is_none() {
            self.log_id = id(&self.log).unwrap_or_default();
        }
        refuse_unless(self.file_is_there() && self.log_is_there())
    }

    fn file_is_there(&self) -> bool {
        id(&self.file).is_ok_and(|found| found == self.file_id)
    }

    fn log_is_there(&self) -> bool {
        id(&self.log).is_ok_and(|found| found == self.log_id)
    }
}

fn refuse_unless(is_there: bool) -> Result<(), Fault> {
    if is_there {
        return Ok(());
    }
    Err(Fault::Refused(UnavailableKind::Moved))
}

#[cfg(unix)]
fn id(path: &Path) -> io::Result<Option<FileId>> {
    use std::os::unix::fs::MetadataExt as _;

    let found = path.metadata()?;
    Ok(Some((found.dev(), found.ino())))
}

/// Elsewhere a file that is open cannot be moved.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on other systems")]
fn id(_path: &Path) -> io::Result<Option<FileId>> {
    Ok(None)
}
