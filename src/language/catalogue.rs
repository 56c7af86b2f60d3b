//! Reads a catalogue as translators' tools write it, a `.po` file: for the build script, and for the test that holds
//! catalogues to the source.

/// Each English text with its translation, in the order of the file. What has none is left out, and so is the header.
pub(crate) fn entries(catalogue: &str) -> Vec<(String, String)> {
    let entries = catalogue.split("\n\n").map(|entry| (string(entry, "msgid"), string(entry, "msgstr")));
    entries.filter(|(english, translated)| !english.is_empty() && !translated.is_empty()).collect()
}

/// What stands behind a keyword of an entry, with the lines that continue it.
fn string(entry: &str, keyword: &str) -> String {
    let mut lines = entry.lines().skip_while(|line| !line.starts_with(&format!("{keyword} ")));
    let first = lines.next().and_then(|line| line.strip_prefix(keyword)).unwrap_or_default();
    let lines = std::iter::once(first).chain(lines.take_while(|line| line.starts_with('"')));
    let text: String =
        lines.map(|line| line.trim().trim_start_matches('"').strip_suffix('"').unwrap_or_default()).collect();
    unescaped(&text)
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some(escaped) => escaped,
                None => break,
            },
            letter => letter,
        });
    }
    plain
}
