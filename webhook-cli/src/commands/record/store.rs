//! Requests in files. A file has its name only when it is whole.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use axum::body::Body;
use http::{HeaderMap, HeaderValue, Request, StatusCode, Uri, request};
use http_body_util::BodyExt as _;
use tempfile::NamedTempFile;

use crate::error::{Doing as _, Result};
use crate::message;

/// Headers without a secret.
const OPEN: [&str; 9] = [
    "accept",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "host",
    "transfer-encoding",
    "user-agent",
    "x-forwarded-proto",
];

pub(super) struct Store {
    folder: PathBuf,
    mask: bool,
    next: AtomicU64,
}

/// A request that is stored.
pub(super) struct Stored {
    pub(super) number: u64,
    /// The file with the body.
    pub(super) body: PathBuf,
    /// Where the body begins in it.
    pub(super) begins: u64,
    pub(super) length: u64,
}

/// Why a request is not stored.
#[derive(Debug)]
pub(super) enum Refused {
    TooLarge,
    Cut,
    Io(io::Error),
}

impl Refused {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Cut => StatusCode::BAD_REQUEST,
            Self::Io(_) => StatusCode::INSUFFICIENT_STORAGE,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("not stored: the body is larger than --max-body"),
            Self::Cut => f.write_str("not stored: the body did not arrive as a whole"),
            Self::Io(error) => write!(f, "not stored: {error}"),
        }
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Store {
    pub(super) fn open(folder: &Path, mask: bool) -> Result<Self> {
        fs::create_dir_all(folder).doing(folder.display())?;
        let mut last = 0;
        for entry in fs::read_dir(folder).doing(folder.display())? {
            let name = entry.doing(folder.display())?.file_name();
            let number = name
                .to_str()
                .and_then(|name| name.split('.').next())
                .and_then(|digits| digits.parse().ok());
            last = last.max(number.unwrap_or(0));
        }
        Ok(Self {
            folder: folder.to_owned(),
            mask,
            next: AtomicU64::new(last + 1),
        })
    }

    /// Stores a request while it arrives.
    pub(super) async fn request(
        &self,
        parts: &request::Parts,
        mut body: Body,
        max_body: u64,
    ) -> std::result::Result<Stored, Refused> {
        // Only its owner may read it.
        let mut file = NamedTempFile::with_prefix_in(".part-", &self.folder)?;
        let mut request = Request::new(());
        *request.method_mut() = parts.method.clone();
        *request.uri_mut() = if self.mask {
            masked_query(&parts.uri)
        } else {
            parts.uri.clone()
        };
        *request.headers_mut() = self.headers(&parts.headers);
        let head = message::head(&request, Some(SystemTime::now()));
        file.write_all(&head)?;
        let mut length = 0;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Refused::Cut)?;
            let Some(data) = frame.data_ref() else {
                continue;
            };
            length += u64::try_from(data.len()).unwrap_or(u64::MAX);
            if length > max_body {
                return Err(Refused::TooLarge);
            }
            file.write_all(data)?;
        }
        let (number, path) = self.keep(file)?;
        let begins = u64::try_from(head.len()).unwrap_or(u64::MAX);
        Ok(Stored {
            number,
            body: path,
            begins,
            length,
        })
    }

    /// Gives a file the next number that no other has, in case a second recording writes to the folder.
    fn keep(&self, mut file: NamedTempFile) -> io::Result<(u64, PathBuf)> {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let path = self.folder.join(format!("{number:06}.http"));
            match file.persist_noclobber(&path) {
                Ok(_) => return Ok((number, path)),
                Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => {
                    file = refused.file;
                }
                Err(refused) => return Err(refused.error),
            }
        }
    }

    pub(super) fn reply(
        &self,
        number: u64,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> io::Result<()> {
        let mut file = NamedTempFile::with_prefix_in(".part-", &self.folder)?;
        file.write_all(&message::reply_head(status, &self.headers(headers)))?;
        file.write_all(body)?;
        let path = self.folder.join(format!("{number:06}.reply.http"));
        file.persist_noclobber(path).map_err(|error| error.error)?;
        Ok(())
    }

    fn headers(&self, headers: &HeaderMap) -> HeaderMap {
        let mut kept = headers.clone();
        if self.mask {
            for (name, value) in &mut kept {
                if !OPEN.contains(&name.as_str()) {
                    *value = HeaderValue::from_static("***");
                }
            }
        }
        kept
    }
}

/// The URL, with *** for each value of its query.
fn masked_query(uri: &Uri) -> Uri {
    let Some(query) = uri.query() else {
        return uri.clone();
    };
    let pairs = query.split('&').map(|pair| {
        pair.split_once('=')
            .map_or_else(|| "***".to_owned(), |(name, _)| format!("{name}=***"))
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    format!("{}?{query}", uri.path())
        .parse()
        .unwrap_or_else(|_| Uri::from_static("/"))
}
