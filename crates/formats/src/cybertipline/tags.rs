//! Looking at tags in raw bytes, before anything is parsed.

/// Whether the byte ends a name in a tag.
pub(super) const fn ends_name(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>')
}

/// Whether the tag `<name` or `</name` stands at the start of the bytes.
pub(super) fn is_tag(bytes: &[u8], tag: &[u8]) -> bool {
    bytes.starts_with(tag) && bytes.get(tag.len()).is_some_and(|byte| ends_name(*byte))
}

/// Where `text` first stands in `bytes`.
pub(super) fn position(bytes: &[u8], text: &[u8]) -> Option<usize> {
    let (first, rest) = text.split_first()?;
    let mut from = 0;
    while let Some(found) = bytes[from..].iter().position(|byte| byte == first) {
        let at = from + found;
        if bytes[at + 1..].starts_with(rest) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Whether an XML declaration names an encoding that UTF-8 covers; none named is UTF-8.
pub(super) fn utf8_declared(declaration: &[u8]) -> bool {
    let text = String::from_utf8_lossy(declaration).to_ascii_lowercase();
    let Some((_, rest)) = text.split_once("encoding") else { return true };
    let name = rest.trim_start().trim_start_matches('=').trim_start();
    let name = name.trim_start_matches(['"', '\'']);
    let end = name.find(['"', '\'']).unwrap_or(name.len());
    matches!(&name[..end], "utf-8" | "utf8" | "us-ascii" | "ascii")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_told_by_its_whole_name() {
        assert!(is_tag(b"<report>", b"<report") && is_tag(b"<report a=\"1\">", b"<report"));
        assert!(!is_tag(b"<reporter>", b"<report") && !is_tag(b"<report", b"<report"));
    }

    #[test]
    fn a_text_is_found_where_it_first_stands() {
        assert_eq!(position(b"a-->b-->", b"-->"), Some(1));
        assert_eq!(position(b"----->", b"-->"), Some(3));
        assert_eq!(position(b"--", b"-->"), None);
    }

    #[test]
    fn the_declared_encoding_is_read() {
        for fine in
            ["<?xml version=\"1.0\"", "<?xml encoding='utf-8'", "<?xml encoding = \"UTF-8\" standalone='yes'"]
        {
            assert!(utf8_declared(fine.as_bytes()), "{fine}");
        }
        for other in ["<?xml encoding=\"windows-1252\"", "<?xml encoding=''", "<?xml encoding='UTF-16'"] {
            assert!(!utf8_declared(other.as_bytes()), "{other}");
        }
    }
}
