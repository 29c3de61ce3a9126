//! Lends the connection to a handler.

use sqlx::SqliteConnection;
use tokio::time::timeout;

use crate::error::Unavailable;
use crate::failpoint::Crash;
use crate::policy::EFFECTS_WITHIN;
use crate::sqlite::effects::{self, run_sql, still_one};
use crate::sqlite::fault::Fault;
use crate::sqlite::job::{Job, Reply};
use crate::sqlite::runs;
use crate::sqlite::state::{Known, Link, Part, Settings};
use crate::store::{Finished, Run, Verdict};
use crate::tx::Returned;

/// What the writer lends, and what it has to know of it.
pub(super) struct Lender<'a> {
    pub(super) link: &'a mut Link,
    pub(super) settings: &'a Settings,
    pub(super) known: &'a mut Known,
}

/// Lends the connection for a second, and commits what was written together with the end of the run.
pub(super) async fn lend(lender: Lender<'_>, run: Run, job: Job) -> Result<(), Crash> {
    if job.reply.is_closed() {
        return Ok(());
    }
    match lender.lent(run, job).await {
        Err(Fault::Crash) => Err(Crash),
        // Who waited was told; the connection is closed, which rolls back.
        _ => Ok(()),
    }
}

impl Lender<'_> {
    async fn lent(mut self, run: Run, job: Job) -> Result<(), Fault> {
        let began = match self.link.open(self.settings, Part::Rest).await {
            Ok(_) => match self.link.connection.take() {
                Some(connection) => effects::begin(connection, run).await,
                None => Err(Fault::Unreadable),
            },
            Err(fault) => Err(fault),
        };
        let returned = match began {
            Ok(Ok((lent, returned))) => {
                // If the worker went away, this drops the effects, and the connection comes back.
                let _gone = job.reply.send(Ok(Reply::Lent(Some(lent))));
                returned
            }
            Ok(Err(connection)) => {
                self.link.connection = Some(connection);
                let _gone = job.reply.send(Ok(Reply::Lent(None)));
                return Ok(());
            }
            Err(fault) => {
                let _gone = job.reply.send(Err(Unavailable::from(&fault)));
                return Err(fault);
            }
        };
        match timeout(EFFECTS_WITHIN, returned).await {
            Ok(Ok(Returned::Done(connection, reply))) => {
                let finished = self.commit_effects(connection, run).await;
                if !matches!(finished, Err(Fault::Crash)) {
                    let answer = finished.as_ref().map_err(Unavailable::from).copied();
                    let _gone = reply.send(answer);
                }
                finished.map(|_| ())
            }
            Ok(Ok(Returned::Dropped(mut connection))) => {
                connection.lock_handle().await?.remove_progress_handler();
                run_sql(&mut connection, "ROLLBACK").await?;
                self.link.connection = Some(connection);
                Ok(())
            }
            // The handler still has it; it is closed with the handler's end.
            Ok(Err(_)) | Err(_) => Ok(()),
        }
    }

    async fn commit_effects(
        &mut self,
        mut connection: SqliteConnection,
        run: Run,
    ) -> Result<Finished, Fault> {
        let Settings {
            clock,
            policy,
            failpoints,
            ..
        } = self.settings;
        failpoints.reach("effects", "begun")?;
        connection.lock_handle().await?.remove_progress_handler();
        still_one(&mut connection).await?;
        let done = runs::finish(&mut connection, run, &Verdict::Done, clock.now(), policy).await;
        let (finished, ended) = done?;
        failpoints.reach("effects", "written")?;
        if finished == Finished::Fenced {
            run_sql(&mut connection, "ROLLBACK").await?;
        } else {
            run_sql(&mut connection, "COMMIT").await?;
            self.known.live.remove(&run.id);
            self.known.ended(ended);
        }
        failpoints.reach("effects", "committed")?;
        self.link.connection = Some(connection);
        self.link.committed().await?;
        Ok(finished)
    }
}
