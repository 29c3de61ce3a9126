//! The journal that the asynchronous handlers of this package write to.

/// Writes an entry. In your program this would be a database query.
pub async fn write(entry: impl Into<String>) {
    let entry = entry.into();
    tokio::task::yield_now().await;
    tracing::info!(entry, "journal");
}
