//! What ran: each receiver appends a line for each run to a file of its own, which stays when it is killed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use webhook_inbox_load::Error;

/// The file of one process.
#[derive(Debug)]
pub struct Log(Mutex<File>);

impl Log {
    /// The file of this process, in a folder.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub fn create(folder: &Path) -> Result<Self, Error> {
        let file = folder.join(format!("{}.runs", std::process::id()));
        let file = File::options().create(true).append(true).open(file)?;
        Ok(Self(Mutex::new(file)))
    }

    /// Writes down that a delivery ran, under a key. What is written stays if the process is killed after this.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn ran(&self, id: &str, key: &str) -> Result<(), Error> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(file.write_all(format!("{id} {key}\n").as_bytes())?)
    }
}

/// All runs of all processes.
#[derive(Debug, Default)]
pub struct Runs {
    /// The processes that ran a delivery, one for each run.
    by_id: BTreeMap<u64, Vec<u32>>,
    keys: BTreeMap<u64, BTreeSet<String>>,
}

impl Runs {
    /// Reads what was written in a folder.
    ///
    /// # Errors
    ///
    /// A file cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let mut runs = Self::default();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "runs") {
                continue;
            }
            let process = path.file_stem().and_then(|name| name.to_str());
            let process = process.ok_or("a file has no name")?.parse()?;
            for line in std::fs::read_to_string(&path)?.lines() {
                let (id, key) = line.split_once(' ').ok_or("a line has no key")?;
                let id = id.parse()?;
                runs.by_id.entry(id).or_default().push(process);
                runs.keys.entry(id).or_default().insert(key.to_owned());
            }
        }
        Ok(runs)
    }

    /// How many of the ids below this one never ran.
    #[must_use]
    pub fn missing(&self, ids: u64) -> u64 {
        let missing = (0..ids).filter(|id| !self.by_id.contains_key(id));
        u64::try_from(missing.count()).unwrap_or(u64::MAX)
    }

    /// How many ids ran again.
    #[must_use]
    pub fn repeated(&self) -> u64 {
        let repeated = self.by_id.values().filter(|runs| runs.len() > 1);
        u64::try_from(repeated.count()).unwrap_or(u64::MAX)
    }

    /// How many runs were repeated although the process that made them was not killed.
    #[must_use]
    pub fn repeated_without(&self, killed: &BTreeSet<u32>) -> u64 {
        let survived = self.by_id.values().map(|runs| {
            let survived = runs.iter().filter(|process| !killed.contains(process));
            // One of them is the run that ended the delivery.
            survived.count().saturating_sub(1)
        });
        u64::try_from(survived.sum::<usize>()).unwrap_or(u64::MAX)
    }

    /// How many ids ran under more than one key.
    #[must_use]
    pub fn with_two_keys(&self) -> u64 {
        let two = self.keys.values().filter(|keys| keys.len() > 1);
        u64::try_from(two.count()).unwrap_or(u64::MAX)
    }
}
