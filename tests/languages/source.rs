//! The texts of the program, found in its sources: what `tr`, `Text` and `say!` are given, and what the command
//! line says of itself.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A text, and the file it stands in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub file: String,
    pub text: String,
    /// What a sentence with holes is given for them.
    pub parts: Option<BTreeSet<String>>,
}

/// All of them, file by file, each as often as it stands there.
pub(crate) fn texts() -> Vec<Found> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for path in files(&root.join("src")) {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if !name.ends_with("tests.rs") && !name.starts_with("src/language/") {
            let tokens = TokenStream::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            collect(&tokens.into_iter().collect::<Vec<_>>(), &name, &mut found);
        }
    }
    let mut definition = rocketmq_wizard::args::definition();
    definition.build();
    of_command(&definition, &mut found);
    found
}

/// What help says: of a command, of its arguments, of the commands below it.
fn of_command(command: &clap::Command, found: &mut Vec<Found>) {
    let own = [command.get_about(), command.get_after_help()];
    let helps = command.get_arguments().map(clap::Arg::get_help);
    let headings = command.get_arguments().filter_map(clap::Arg::get_help_heading).map(str::to_owned);
    let texts = own.into_iter().chain(helps).flatten().map(ToString::to_string).chain(headings);
    for text in texts.filter(|text| !text.is_empty()) {
        found.push(Found { file: "src/args".to_owned(), text, parts: None });
    }
    command.get_subcommands().for_each(|below| of_command(below, found));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    paths.into_iter().flat_map(inside).filter(|path| path.extension().is_some_and(|kind| kind == "rs")).collect()
}

/// What these tokens give to `tr(..)`, `Text(..)` and `say!(..)`; modules of tests are passed over.
fn collect(tokens: &[TokenTree], file: &str, found: &mut Vec<Found>) {
    let word = |at: usize| tokens.get(at).map(ToString::to_string).unwrap_or_default();
    let mut at = 0;
    while at < tokens.len() {
        if word(at) == "#" && word(at + 1).replace(' ', "") == "[cfg(test)]" {
            while !matches!(&tokens[at], TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
                && word(at) != ";"
            {
                at += 1;
            }
        } else if let TokenTree::Group(group) = &tokens[at] {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            let before = |back: usize| at.checked_sub(back).map(word).unwrap_or_default();
            let says = before(1) == "!" && before(2) == "say";
            if let Some(text) =
                inside.first().and_then(literal).filter(|_| says || ["tr", "Text"].contains(&before(1).as_str()))
            {
                let parts = says.then(|| parts(&inside[1..]));
                if !text.is_empty() {
                    found.push(Found { file: file.to_owned(), text, parts });
                }
            }
            collect(&inside, file, found);
        }
        at += 1;
    }
}

fn literal(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    let text: syn::LitStr = syn::parse_str(&literal.to_string()).ok()?;
    Some(text.value())
}

/// The names of the parts: the word behind each comma.
fn parts(tokens: &[TokenTree]) -> BTreeSet<String> {
    let pairs = tokens.windows(2).filter(|pair| pair[0].to_string() == ",");
    pairs.filter(|pair| matches!(&pair[1], TokenTree::Ident(_))).map(|pair| pair[1].to_string()).collect()
}

/// The holes of a sentence: names in braces.
pub(crate) fn holes(text: &str) -> BTreeSet<String> {
    let pieces = text.split('{').skip(1).filter_map(|piece| piece.split_once('}'));
    let is_name = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    pieces.map(|(name, _)| name).filter(is_name).map(str::to_owned).collect()
}
