//! Holds the sources to the tables of `architecture`, "Who may import whom", which it reads; no circles of imports; what
//! production code must not contain; and that no comment points to what is not in the repository.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the sources has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The page with the tables: who may import whom, and what is pure.
const LAW: &str = "src/architecture.md";

/// What nothing pure may use.
const IMPURE: [&str; 7] = ["std::fs", "std::net", "std::env", "std::thread", "std::process", "tokio::", "reqwest::"];

/// Modules whose files may import one another freely: questions name each other, a question's rules read the form that
/// holds it, and a screen names the app that it changes.
const ONE_NODE: [&str; 3] = ["app", "form", "steps"];

const MOST_LINES: usize = 250;
/// Lines of what the tests share.
const MOST_SUPPORT: usize = 1_200;
/// Written in two parts, so that this file is not a place where it stands.
const PLANTED_SECRET: &str = concat!("SkExample", "NotASecret");

#[test]
fn every_module_imports_only_what_it_may() {
    assert_eq!(trespasses(&sources(), &law()), Vec::<String>::new());
}

#[test]
fn no_file_imports_itself_by_a_detour() {
    assert_eq!(cycles(&sources()), Vec::<String>::new());
}

#[test]
fn the_pure_part_touches_nothing() {
    let (sources, law) = (sources(), law());
    let is_pure = |source: &&Source| law.iter().any(|module| module.pure && module.name == source.layer());
    assert!(law.iter().filter(|module| module.pure).count() > 5, "{LAW} says of hardly anything that it is pure");
    for source in sources.iter().filter(is_pure) {
        for word in IMPURE {
            assert!(!source.code.contains(word), "{} uses {word}", source.path);
        }
    }
}

#[test]
fn production_code_neither_panics_on_purpose_nor_postpones() {
    for source in sources() {
        for word in [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!("] {
            assert!(!source.code.contains(word), "{} has {word}", source.path);
        }
        for word in ["TODO", "FIXME", "XXX"] {
            assert!(!source.production.contains(word), "{} has {word}", source.path);
        }
    }
}

#[test]
fn files_are_short_enough_to_be_read() {
    for source in sources() {
        let lines = source.production.lines().filter(|line| !line.trim().is_empty()).count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines of production code, {MOST_LINES} are allowed", source.path);
    }
}

/// What tests need much of, the program should offer.
#[test]
fn the_helpers_of_the_tests_stay_small() {
    let lines: usize = texts("tests/support", ".rs").iter().map(|(_, text)| text.lines().count()).sum();
    assert!(lines < MOST_SUPPORT, "tests/support has {lines} lines, fewer than {MOST_SUPPORT} are allowed");
}

#[test]
fn the_planted_secret_stands_in_tests_and_sandbox_only() {
    let code = sources().into_iter().map(|source| (source.path, source.production));
    let data = texts("assets", "").into_iter().chain([".ci/run", "Cargo.toml"].map(read));
    for (path, text) in code.chain(data).filter(|(path, _)| !path.starts_with("src/sandbox")) {
        assert!(!text.contains(PLANTED_SECRET), "{path} names the planted secret");
    }
}

/// A reader has the repository and nothing else.
#[test]
fn no_text_points_to_a_page_outside_the_repository() {
    let found: Vec<String> = all_texts().iter().flat_map(|(path, text)| missing_pages(path, text)).collect();
    assert_eq!(found, Vec::<String>::new());
}

/// Comments name one of the two pages and a heading of it in quotes.
#[test]
fn comments_point_to_headings_that_exist() {
    let pages = [("cloud::api", "src/cloud/api.md"), ("architecture", LAW)].map(|(name, path)| (name, read(path).1));
    let mut pointers = 0;
    for (path, text) in all_texts() {
        for (name, page) in &pages {
            for heading in headings_named(&text, name) {
                pointers += 1;
                let line = |line: &str| line.trim_start_matches('#').strip_prefix(' ') == Some(heading.as_str());
                let found = page.lines().filter(|line| line.starts_with('#')).any(line);
                assert!(found, "{path} points to {name}, \"{heading}\", which has no such heading");
            }
        }
    }
    assert!(pointers > 20, "only {pointers} comments point to the pages");
}

#[test]
fn the_map_names_files_that_exist() {
    for page in ["src/lib.rs", LAW, "src/cloud/api.md"] {
        let text = read(page).1;
        let files = text.split('`').filter(|word| has_extension(word, "rs") && !word.contains(['*', ' ', '\n']));
        for file in files {
            let found = ["", "src/"].iter().any(|folder| is_file(&format!("{folder}{file}")));
            assert!(found, "{page} names {file}, which is not there");
        }
    }
}

#[test]
fn the_checks_find_what_they_look_for() {
    let house = |files: &[(&str, &str)]| files.iter().map(|(path, text)| Source::new(path, text)).collect::<Vec<_>>();
    let wrong = house(&[
        ("src/app/mod.rs", "use crate::cloud::sign;\npub mod update;"),
        ("src/app/update.rs", "use crate::{form::{self, form::Form}, catalog::Choice};"),
        ("src/cloud/mod.rs", "pub mod sign;"),
        ("src/cloud/sign.rs", "fn f() { crate::form::a(); }"),
        ("src/sandbox/mod.rs", "use crate::cloud::sign::x; use crate::cloud::client::y;"),
        ("src/form/mod.rs", "#[cfg(test)]\nmod tests { use crate::cloud::sign; }\n// use crate::cloud::sign;"),
        ("src/main.rs", "use rocketmq_wizard::app;"),
        ("src/news.rs", "use crate::form::x;"),
    ]);
    assert_eq!(
        trespasses(&wrong, &law()),
        [
            "src/app/mod.rs imports cloud::sign",
            "src/cloud/sign.rs imports form::a",
            "src/sandbox/mod.rs imports cloud::client::y",
            "src/main.rs imports app",
            "src/news.rs is in no table of src/architecture.md",
        ]
    );

    let round = house(&[
        ("src/a/mod.rs", "pub mod b; pub mod c; fn f() { b::f(); }"),
        ("src/a/b.rs", "use super::c::{self as d, E};"),
        ("src/a/c.rs", "fn f() { let x = '\\''; let y = r#\"// \"#; crate::a::g(\"}\"); }"),
        ("src/e.rs", "use crate::a::b::f;"),
        ("src/f.rs", "use super::f::own;"),
        ("src/steps/mod.rs", "pub mod x; pub mod y;"),
        ("src/steps/x.rs", "use super::y::Y;"),
        ("src/steps/y.rs", "use super::x::X;"),
    ]);
    assert_eq!(
        cycles(&round),
        ["src/a/mod.rs -> src/a/b.rs", "src/a/b.rs -> src/a/c.rs", "src/a/c.rs -> src/a/mod.rs"]
    );

    let tested =
        Source::new("src/x.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n  fn b() { c.unwrap() }\n}\nfn d() {}\n");
    assert!(!tested.production.contains("unwrap") && tested.production.contains("fn d"));
    assert_eq!(Source::new("src/x.rs", "#[cfg(test)]\nmod sample;\nmod other;").test_files, ["sample"]);

    let page = |name: &str| format!("{name}.{}", "md");
    let text =
        format!("(`{}` 2), {}, ../{}, x{}y", page("nowhere"), page("README"), page("src/architecture"), page(""));
    assert_eq!(missing_pages("tests/x.rs", &text), [format!("tests/x.rs names {}", page("nowhere"))]);
    assert_eq!(missing_pages("src/cloud/x.rs", &page("api")), Vec::<String>::new());
    let pointer = format!("a `{}`,\n    /// \"Two words\" and `{0}`, \"One\".", "architecture");
    assert_eq!(headings_named(&pointer, "architecture"), ["Two words", "One"]);
}

/// Every text of the repository that people write: sources, tests, and what stands at the top.
fn all_texts() -> Vec<(String, String)> {
    let top = [".ci/run", "Cargo.toml", "README.md"].map(read);
    ["src", "tests"].iter().flat_map(|folder| texts(folder, "")).chain(top).collect()
}

/// Pages that a text names and that are neither beside it nor at the top nor in `src`.
fn missing_pages(path: &str, text: &str) -> Vec<String> {
    let beside = Path::new(path).parent().unwrap().to_str().unwrap();
    let is_of_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_');
    let words = text.split(|c| !is_of_path(c)).map(|word| word.trim_end_matches('.'));
    // Where something is put that is made from a page is no page.
    let is_made = |word: &&str| word.starts_with("target/") || word.starts_with("/usr/");
    let pages = words.filter(|word| has_extension(word, "md") && !is_made(word));
    let missing = |page: &&str| !["", beside, "src"].iter().any(|folder| is_file(&format!("{folder}/{page}")));
    pages.filter(missing).map(|page| format!("{path} names {page}")).collect()
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

fn is_file(path: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path.trim_start_matches('/')).is_file()
}

/// The headings of a page that a text points to, also where the comment is broken there.
fn headings_named(text: &str, page: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.trim_start().trim_start_matches(['/', '!']).trim());
    let flowing = lines.collect::<Vec<_>>().join(" ");
    let behind = format!("`{page}`, \"");
    flowing.split(&behind).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

/// A file of `src/`.
struct Source {
    /// From the root of the project, with slashes.
    path: String,
    /// The path of its module, empty for the crate's root.
    module: Vec<String>,
    /// Its text without test modules.
    production: String,
    /// The same with comments and literals blanked.
    code: String,
    /// Modules it declares, and those of them that are for tests only.
    children: BTreeSet<String>,
    test_files: Vec<String>,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let mut production: Vec<char> = text.chars().collect();
        let mut code = without_literals(&production);
        let test_files = blank_tests(&mut code, &mut production);
        let module = path.strip_prefix("src/").unwrap().strip_suffix(".rs").unwrap();
        let module = module.strip_suffix("/mod").unwrap_or(module);
        let module = module.split('/').filter(|part| *part != "lib").map(str::to_owned).collect();
        let code: String = code.into_iter().collect();
        let words = tokens(&code);
        let children = words.windows(3).filter(|w| w[0] == "mod" && w[2] == ";").map(|w| w[1].clone()).collect();
        Self { path: path.to_owned(), module, production: production.into_iter().collect(), code, children, test_files }
    }

    fn layer(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// Paths from the crate's root that this file names: in `use` lines, and inline after `crate::`, `super::` or the
    /// name of a module it declares.
    fn imports(&self) -> Vec<Vec<String>> {
        let words = tokens(&self.code);
        let mut paths = Vec::new();
        let mut at = 0;
        while at < words.len() {
            if words[at] == "use" {
                at += 1;
                use_tree(&words, &mut at, &[], &mut paths);
                continue;
            }
            let starts = at == 0 || words[at - 1] != "::";
            if starts && words.get(at + 1).is_some_and(|word| word == "::") {
                let path = words[at..].split(|word| word == "::").map_while(|part| part.first()).cloned();
                let length = words[at..].chunks(2).take_while(|pair| pair.get(1).is_some_and(|w| w == "::")).count();
                paths.push(path.take(length + 1).collect());
            }
            at += 1;
        }
        paths.into_iter().filter_map(|path| self.rooted(&path)).collect()
    }

    fn rooted(&self, path: &[String]) -> Option<Vec<String>> {
        let (head, rest) = path.split_first()?;
        let mut root = match head.as_str() {
            "crate" | "rocketmq_wizard" => Vec::new(),
            "self" => self.module.clone(),
            "super" => self.module.split_last()?.1.to_vec(),
            child if self.children.contains(child) => [self.module.as_slice(), std::slice::from_ref(head)].concat(),
            _ => return None,
        };
        for part in rest {
            match part.as_str() {
                "super" => drop(root.pop()),
                "self" => {}
                _ => root.push(part.clone()),
            }
        }
        Some(root)
    }
}

/// A row of the page's tables.
struct Module {
    name: String,
    /// Paths of modules; `cloud::sign` opens that one only.
    may_import: Vec<String>,
    pure: bool,
    /// A leaf is open to everybody.
    leaf: bool,
}

/// The tables of the page: leaves have a column less, as they import nothing.
fn law() -> Vec<Module> {
    let (_, page) = read(LAW);
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<String>>();
    let section = page.split("\n# ").find(|section| section.starts_with("Who may import whom\n")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let (name, may_import, pure) = match *cells.as_slice() {
            [name, pure, _] => (name, None, pure),
            [name, may_import, pure, _] => (name, Some(may_import), pure),
            _ => return None,
        };
        let name = names(name).pop()?;
        assert!(["yes", "no"].contains(&pure), "{LAW} does not say whether {name} is pure");
        let (leaf, may_import) = (may_import.is_none(), may_import.map(names).unwrap_or_default());
        Some(Module { name, may_import, pure: pure == "yes", leaf })
    };
    section.lines().filter(|line| line.starts_with('|')).filter_map(row).collect()
}

fn trespasses(sources: &[Source], law: &[Module]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        let layer = source.layer();
        let Some(Module { may_import: allowed, .. }) = law.iter().find(|module| module.name == layer) else {
            found.push(format!("{} is in no table of {LAW}", source.path));
            continue;
        };
        for path in source.imports() {
            let Some(top) = path.first().filter(|top| *top != layer && *top != "*") else { continue };
            let named = path.join("::");
            let opened = |entry: &String| named == *entry || named.starts_with(&format!("{entry}::"));
            let is_leaf = law.iter().any(|module| module.leaf && module.name == *top);
            if !is_leaf && !allowed.iter().any(opened) {
                found.push(format!("{} imports {named}", source.path));
            }
        }
    }
    found
}

/// The imports that go round in a circle, directly or by a detour, as `importer -> imported`. The files of a module that
/// is one node count as its first file.
fn cycles(sources: &[Source]) -> Vec<String> {
    let files: BTreeMap<&[String], usize> =
        sources.iter().enumerate().map(|(at, source)| (source.module.as_slice(), at)).collect();
    let node = |at: usize| {
        let layer = sources[at].layer();
        let first = || sources.iter().position(|source| source.layer() == layer);
        if ONE_NODE.contains(&layer) { first().unwrap_or(at) } else { at }
    };
    let file_of = |path: Vec<String>| (0..=path.len()).rev().find_map(|length| files.get(&path[..length]).copied());
    let mut edges = vec![BTreeSet::new(); sources.len()];
    for (at, source) in sources.iter().enumerate() {
        edges[node(at)].extend(source.imports().into_iter().filter_map(file_of).map(node));
    }
    let reach: Vec<BTreeSet<usize>> = (0..sources.len()).map(|from| reachable(from, &edges)).collect();
    let all = edges.iter().enumerate().flat_map(|(from, to)| to.iter().map(move |to| (from, *to)));
    all.filter(|(from, to)| from != to && reach[*to].contains(from))
        .map(|(from, to)| format!("{} -> {}", sources[from].path, sources[to].path))
        .collect()
}

fn reachable(from: usize, edges: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(at) = open.pop() {
        open.extend(edges[at].iter().copied().filter(|to| seen.insert(*to)));
    }
    seen
}

/// The paths of a `use` tree; `at` stands behind `use` or a group's opening and ends behind the tree.
fn use_tree(words: &[String], at: &mut usize, prefix: &[String], paths: &mut Vec<Vec<String>>) {
    let mut path = prefix.to_vec();
    while let Some(word) = words.get(*at) {
        *at += 1;
        match word.as_str() {
            "::" => {}
            "{" => loop {
                use_tree(words, at, &path, paths);
                if words.get(*at - 1).is_none_or(|word| word != ",") {
                    path.clear();
                    break;
                }
            },
            "," | ";" | "}" => break,
            "as" => *at += 1,
            _ => path.push(word.clone()),
        }
    }
    if path.len() > prefix.len() {
        paths.push(path);
    }
}

/// Identifiers, `::` and single signs.
fn tokens(code: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut glued = false;
    for c in code.chars() {
        let letter = c.is_alphanumeric() || c == '_';
        match words.last_mut() {
            Some(word) if glued && letter && word.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
                word.push(c);
            }
            Some(word) if glued && c == ':' && word == ":" => word.push(c),
            _ if c.is_whitespace() => {}
            _ => words.push(c.to_string()),
        }
        glued = !c.is_whitespace();
    }
    words
}

/// Comments, strings and characters as blanks, everything else in its place.
fn without_literals(text: &[char]) -> Vec<char> {
    let mut code = text.to_vec();
    let mut at = 0;
    while at < text.len() {
        let end = literal_end(text, at);
        for c in code.iter_mut().take(end).skip(at).filter(|c| **c != '\n') {
            *c = ' ';
        }
        at = end.max(at + 1);
    }
    code
}

/// Where the comment or literal that starts here ends; `at` itself where none starts.
fn literal_end(text: &[char], at: usize) -> usize {
    let find = |from: usize, pattern: &str| {
        let pattern: Vec<char> = pattern.chars().collect();
        (from..text.len()).find(|start| text[*start..].starts_with(&pattern)).map_or(text.len(), |s| s + pattern.len())
    };
    let next = |offset: usize| text.get(at + offset).copied().unwrap_or_default();
    let in_word = at > 0 && (text[at - 1].is_alphanumeric() || text[at - 1] == '_') && text[at - 1] != 'b';
    match (text[at], next(1)) {
        ('/', '/') => find(at, "\n") - 1,
        ('/', '*') => find(at + 2, "*/"),
        ('"', _) => quoted_end(text, at + 1),
        ('r', '"' | '#') if !in_word => {
            let hashes = text[at + 1..].iter().take_while(|c| **c == '#').count();
            if next(1 + hashes) == '"' { find(at + 2 + hashes, &format!("\"{}", "#".repeat(hashes))) } else { at }
        }
        ('\'', '\\') => find(at + 3, "'"),
        ('\'', _) if next(2) == '\'' => at + 3,
        _ => at,
    }
}

fn quoted_end(text: &[char], mut at: usize) -> usize {
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}

/// Blanks what is for tests only in both texts; gives the names of modules in files of their own.
fn blank_tests(code: &mut [char], production: &mut [char]) -> Vec<String> {
    let mark: Vec<char> = "#[cfg(test)]".chars().collect();
    let mut files = Vec::new();
    while let Some(start) = (0..code.len()).find(|at| code[*at..].starts_with(&mark)) {
        let opening = (start..code.len()).find(|at| matches!(code[*at], '{' | ';')).unwrap_or(code.len());
        let mut end = opening;
        let mut depth = 0;
        for (at, c) in code.iter().enumerate().skip(opening) {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            end = at + 1;
            if depth == 0 {
                break;
            }
        }
        let item: String = code[start + mark.len()..opening].iter().collect();
        if code.get(opening) == Some(&';')
            && let Some(name) = tokens(&item).last()
        {
            files.push(name.clone());
        }
        for text in [&mut *code, &mut *production] {
            text[start..end].iter_mut().filter(|c| **c != '\n').for_each(|c| *c = ' ');
        }
    }
    files
}

/// All production files of `src/`.
fn sources() -> Vec<Source> {
    let mut sources: Vec<Source> = texts("src", ".rs").iter().map(|(path, text)| Source::new(path, text)).collect();
    let for_tests: Vec<Vec<String>> = sources
        .iter()
        .flat_map(|s| s.test_files.iter().map(|name| [s.module.as_slice(), std::slice::from_ref(name)].concat()))
        .collect();
    sources.retain(|source| !for_tests.contains(&source.module));
    sources
}

/// The files below a folder whose names end so: path from the root of the project, and text.
fn texts(folder: &str, end: &str) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder)).unwrap();
        for entry in entries.map(Result::unwrap) {
            let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                open.push(path);
            } else if path.ends_with(end) {
                texts.push(read(&path));
            }
        }
    }
    texts.sort();
    texts
}

fn read(path: &str) -> (String, String) {
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    (path.to_owned(), String::from_utf8_lossy(&bytes).into_owned())
}
