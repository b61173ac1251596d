//! What the system says of files, in words.

use std::io::{Error, ErrorKind};

/// Why a file cannot be had, so that it can be read behind its name: "there is no such file or folder".
pub fn in_words(error: &Error) -> String {
    let words = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::AlreadyExists => "it is there already",
        ErrorKind::PermissionDenied => "access is denied",
        ErrorKind::NotADirectory => "a part of this path is a file, not a folder",
        ErrorKind::IsADirectory => "it is a folder, not a file",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "no space is left for it",
        ErrorKind::ReadOnlyFilesystem => "nothing can be written on that disk",
        ErrorKind::InvalidFilename => "no file can have this name",
        _ => {
            let text = error.to_string();
            return text.split(" (os error").next().unwrap_or_default().to_owned();
        }
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_the_system_is_told() {
        for number in 1..=130 {
            let words = in_words(&Error::from_raw_os_error(number));
            assert!(!words.is_empty() && !words.contains("os error"), "{words}");
        }
        assert_eq!(in_words(&Error::from(ErrorKind::NotFound)), "there is no such file or folder");
        assert_eq!(in_words(&Error::other("what a library says")), "what a library says");
    }
}
